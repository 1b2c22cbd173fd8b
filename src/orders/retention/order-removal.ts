import { Injectable, Logger } from '@nestjs/common';
import { RowsLockedError } from '../../database/write-connection.js';
import { OrderEventPublisher } from '../store/order-event-publisher.js';
import type { OrderCursor } from '../queries/order-cursor.js';
import { OrderQueries } from '../queries/order-queries.js';
import { OrderRows } from '../store/order-rows.js';
import type { FinalStatus, StatusTally } from '../domain/order-status.js';
import { OrderStore } from '../store/order-store.js';
import type { Order } from '../domain/order.entity.js';
import type { AgeLimit } from './retention-limit.js';

/** How many orders are looked at in one step, and removed at most while the store stands still. */
export const REMOVAL_STEP = 500;

interface RemovalStep {
  readonly removed: number;
  /** Where the next step begins; undefined if there is nothing behind this one. */
  readonly next: OrderCursor | undefined;
}

/** Removes orders for good, with their timelines. */
@Injectable()
export class OrderRemoval {
  private readonly logger = new Logger(OrderRemoval.name);

  constructor(
    private readonly store: OrderStore,
    private readonly queries: OrderQueries,
    private readonly rows: OrderRows,
    private readonly publisher: OrderEventPublisher,
  ) {}

  /**
   * Removes the oldest orders of a status that are old enough.
   * They are looked for while the store works on. Whether they still are is asked once more by the commit that
   * removes them: one that is run again meanwhile, here or by another instance, stays, and so does one that somebody
   * outside has locked.
   */
  async removeNext(status: FinalStatus, limit: AgeLimit, after?: OrderCursor): Promise<RemovalStep> {
    const candidates = await this.queries.oldest(status, limit.before, REMOVAL_STEP, after);
    const isOld = ({ id, updatedAt }: Pick<Order, 'id' | 'updatedAt'>): boolean =>
      updatedAt < limit.before && id < limit.beforeId;
    const old = candidates.filter(isOld).map(({ orderId }) => orderId);
    const removed = old.length === 0 ? 0 : await this.removeUnlessLocked(old, status, isOld);
    return { removed, next: candidates.length === REMOVAL_STEP ? candidates.at(-1) : undefined };
  }

  /** Where entries of timelines are locked, which are not looked at, the next run tries the step again. */
  private async removeUnlessLocked(
    orderIds: readonly string[],
    status: FinalStatus,
    isOld: (order: Order) => boolean,
  ): Promise<number> {
    try {
      return await this.store.inLane(() => this.remove(orderIds, status, isOld));
    } catch (error) {
      if (!(error instanceof RowsLockedError)) throw error;
      this.logger.warn(`${orderIds.length} old orders stay for now: ${error.message}`);
      return 0;
    }
  }

  private async remove(
    orderIds: readonly string[],
    status: FinalStatus,
    isOld: (order: Order) => boolean,
  ): Promise<number> {
    const gone = await this.rows.remove(orderIds, (order) => order.status === status && isOld(order));
    if (gone.length > 0) this.publisher.publishRemoval([tallyOf(status, gone)]);
    return gone.length;
  }
}

function tallyOf(status: FinalStatus, orders: readonly Order[]): StatusTally {
  const processingMs = orders.reduce((sum, order) => sum + (order.processingMs ?? 0), 0);
  return { status, orders: orders.length, processingMs };
}
