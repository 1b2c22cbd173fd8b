import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Deployment } from '../cluster/deployment.js';
import { LeasePolicy } from './recovery/lease-policy.js';
import { BatchController } from './batch/batch.controller.js';
import { LeaseWatch } from './recovery/lease-watch.js';
import { MisdatedOrders } from './recovery/misdated-orders.js';
import { MisdatedSweep } from './recovery/misdated-sweep.js';
import { OrderActionsController } from './api/order-actions.controller.js';
import { OrderEventPublisher } from './store/order-event-publisher.js';
import { OrderAttempts } from './order-attempts.js';
import { BacklogPoller } from './peers/backlog-poller.js';
import { OrderBacklog } from './backlog/order-backlog.js';
import { ChangeNotifier } from './peers/change-notifier.js';
import { BatchService } from './batch/batch.service.js';
import { OrderCommits } from './store/order-commits.js';
import { OrderLanes } from './store/lanes/order-lanes.js';
import { LogQueries } from './log/log-queries.js';
import { WaiterRoom } from './live/waiter-room.js';
import { OrderFollower } from './live/order-follower.js';
import { OrderList } from './queries/order-list.js';
import { OrderLoader } from './queries/order-loader.js';
import { OrderQueries } from './queries/order-queries.js';
import { OrderRecovery } from './recovery/order-recovery.js';
import { OrderRemoval } from './retention/order-removal.js';
import { OrderRetention } from './retention/order-retention.js';
import { OrderRows } from './store/order-rows.js';
import { OrderStore } from './store/order-store.js';
import { OrderRecount } from './store/order-recount.js';
import { OrderTotalsRow } from './totals/order-totals.entity.js';
import { EntryNumbering } from './totals/entry-numbering.js';
import { OrderTotals } from './totals/order-totals.js';
import { OrderTimelineRow } from './domain/timeline-row.entity.js';
import { ChangePoller } from './peers/change-poller.js';
import { OrderWaiters } from './live/order-waiters.js';
import { PrefixGuard } from './peers/prefix-guard.js';
import { PeerQueries } from './peers/peer-queries.js';
import { PeerSync } from './peers/peer-sync.js';
import { RetentionLimit } from './retention/retention-limit.js';
import { TimelineController } from './api/timeline.controller.js';
import { Order } from './domain/order.entity.js';
import { OrdersController } from './api/orders.controller.js';
import { OrdersService } from './orders.service.js';

/** Owns orders and their timelines. Clients use `OrdersService`, workers `OrderAttempts`; events announce changes. */
@Module({
  imports: [TypeOrmModule.forFeature([Order, OrderTimelineRow, OrderTotalsRow])],
  controllers: [OrdersController, BatchController, OrderActionsController, TimelineController],
  providers: [
    OrdersService,
    BatchService,
    OrderAttempts,
    OrderRecovery,
    LeasePolicy,
    LeaseWatch,
    MisdatedOrders,
    MisdatedSweep,
    OrderBacklog,
    BacklogPoller,
    OrderStore,
    OrderCommits,
    OrderLanes,
    OrderRows,
    OrderQueries,
    OrderLoader,
    OrderList,
    OrderEventPublisher,
    ChangeNotifier,
    OrderWaiters,
    ChangePoller,
    PeerQueries,
    PeerSync,
    PrefixGuard,
    OrderFollower,
    WaiterRoom,
    LogQueries,
    OrderRecount,
    OrderTotals,
    EntryNumbering,
    OrderRemoval,
    OrderRetention,
    RetentionLimit,
  ],
  exports: [
    OrdersService,
    OrderAttempts,
    OrderQueries,
    LeasePolicy,
    OrderRecovery,
    OrderBacklog,
    OrderRecount,
    OrderTotals,
    LogQueries,
    WaiterRoom,
  ],
})
export class OrdersModule implements OnModuleInit {
  constructor(
    private readonly deployment: Deployment,
    private readonly recovery: OrderRecovery,
    private readonly backlog: OrderBacklog,
    private readonly totals: OrderTotals,
  ) {}

  /**
   * Runs before any worker starts or any listener is registered: recovers orders, then counts them. The sweep finds
   * the orders that other instances have lost.
   */
  async onModuleInit(): Promise<void> {
    await this.totals.restore();
    if (this.deployment.isAlone) await this.recovery.recoverAll();
    await this.backlog.hydrate();
  }
}
