import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseBackend } from '../database/database-backend.js';
import { BatchController } from './batch/batch.controller.js';
import { LeaseWatch } from './recovery/lease-watch.js';
import { MisdatedOrders } from './recovery/misdated-orders.js';
import { MisdatedSweep } from './recovery/misdated-sweep.js';
import { OrderActionsController } from './api/order-actions.controller.js';
import { OrderAnnouncer } from './store/order-event-publisher.js';
import { OrderAttempts } from './order-attempts.js';
import { OrderBacklogRefresh } from './peers/backlog-poller.js';
import { OrderBacklog } from './backlog/order-backlog.js';
import { OrderBridge } from './peers/change-notifier.js';
import { OrderBatchService } from './batch/batch.service.js';
import { OrderCommits } from './store/order-commits.js';
import { OrderFollower } from './live/order-follower.js';
import { OrderList } from './queries/order-list.js';
import { OrderLookup } from './queries/order-loader.js';
import { OrderReader } from './queries/order-queries.js';
import { OrderRecovery } from './recovery/order-recovery.js';
import { OrderRemoval } from './retention/order-removal.js';
import { OrderRetention } from './retention/order-retention.js';
import { OrderRows } from './store/order-rows.js';
import { OrderStore } from './store/order-store.js';
import { OrderTally } from './store/order-counts.js';
import { OrderTotalsRow } from './totals/order-totals.entity.js';
import { OrderTotals } from './totals/order-totals.js';
import { OrderTimelineRow } from './domain/timeline-row.entity.js';
import { OrderWatchPoll } from './peers/change-poller.js';
import { OrderWatch } from './live/order-waiters.js';
import { PrefixGuard } from './peers/prefix-guard.js';
import { PeerReader } from './peers/peer-queries.js';
import { RetentionLimit } from './retention/retention-limit.js';
import { TimelineController } from './api/timeline.controller.js';
import { Order } from './domain/order.entity.js';
import { OrdersController } from './api/orders.controller.js';
import { OrdersService } from './orders.service.js';

/** Owns orders and their timeline. Clients go through `OrdersService`, workers through `OrderAttempts`; changes are told by events. */
@Module({
  imports: [TypeOrmModule.forFeature([Order, OrderTimelineRow, OrderTotalsRow])],
  controllers: [OrdersController, BatchController, OrderActionsController, TimelineController],
  providers: [
    OrdersService,
    OrderBatchService,
    OrderAttempts,
    OrderRecovery,
    LeaseWatch,
    MisdatedOrders,
    MisdatedSweep,
    OrderBacklog,
    OrderBacklogRefresh,
    OrderStore,
    OrderCommits,
    OrderRows,
    OrderReader,
    OrderLookup,
    OrderList,
    OrderAnnouncer,
    OrderBridge,
    OrderWatch,
    OrderWatchPoll,
    PeerReader,
    PrefixGuard,
    OrderFollower,
    OrderTally,
    OrderTotals,
    OrderRemoval,
    OrderRetention,
    RetentionLimit,
  ],
  exports: [OrdersService, OrderAttempts, OrderRecovery, OrderBacklog, OrderTally, OrderTotals],
})
export class OrdersModule implements OnModuleInit {
  constructor(
    private readonly database: DatabaseBackend,
    private readonly recovery: OrderRecovery,
    private readonly backlog: OrderBacklog,
  ) {}

  /**
   * No worker of this process is at work yet, and nobody listens to events: first all is put right, then counted. What
   * other instances have lost is found by the sweep.
   */
  async onModuleInit(): Promise<void> {
    if (this.database.isExclusive) await this.recovery.recoverAll();
    await this.backlog.hydrate();
  }
}
