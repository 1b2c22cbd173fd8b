import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseBackend } from '../database/database-backend.js';
import { BatchController } from './batch.controller.js';
import { LeaseWatch } from './lease-watch.js';
import { MisdatedOrders } from './misdated-orders.js';
import { MisdatedSweep } from './misdated-sweep.js';
import { OrderActionsController } from './order-actions.controller.js';
import { OrderAnnouncer } from './order-announcer.js';
import { OrderAttempts } from './order-attempts.js';
import { OrderBacklogRefresh } from './order-backlog-refresh.js';
import { OrderBacklog } from './order-backlog.js';
import { OrderBridge } from './order-bridge.js';
import { OrderBatchService } from './order-batch.service.js';
import { OrderCommits } from './order-commits.js';
import { OrderFollower } from './order-follower.js';
import { OrderList } from './order-list.js';
import { OrderLookup } from './order-lookup.js';
import { OrderReader } from './order-reader.js';
import { OrderRecovery } from './order-recovery.js';
import { OrderRemoval } from './order-removal.js';
import { OrderRetention } from './order-retention.js';
import { OrderRows } from './order-rows.js';
import { TRANSITIONS, checkTransitions } from './order-status.js';
import { OrderStore } from './order-store.js';
import { OrderTally } from './order-tally.js';
import { OrderTotalsRow } from './order-totals.entity.js';
import { OrderTotals } from './order-totals.js';
import { OrderTimelineRow } from './order-timeline-row.entity.js';
import { OrderWatchPoll } from './order-watch-poll.js';
import { OrderWatch } from './order-watch.js';
import { PrefixGuard } from './prefix-guard.js';
import { PeerReader } from './peer-reader.js';
import { RetentionLimit } from './retention-limit.js';
import { TimelineController } from './timeline.controller.js';
import { Order } from './order.entity.js';
import { OrdersController } from './orders.controller.js';
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
  ) {
    checkTransitions(TRANSITIONS);
  }

  /**
   * No worker of this process is at work yet, and nobody listens to events: first all is put right, then counted. What
   * other instances have lost is found by the sweep.
   */
  async onModuleInit(): Promise<void> {
    if (this.database.isExclusive) await this.recovery.recoverAll();
    await this.backlog.hydrate();
  }
}
