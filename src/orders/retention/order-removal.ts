import { Injectable, Logger } from '@nestjs/common';
import { RowsLockedError } from '../../database/write-connection.js';
import { OrderEventPublisher } from '../store/order-event-publisher.js';
import type { OrderCursor } from '../queries/order-cursor.js';
import { OrderQueries } from '../queries/order-queries.js';
import { LogQueries } from '../log/log-queries.js';
import { OrderRows } from '../store/order-rows.js';
import type { FinalStatus, StatusTally } from '../domain/order-status.js';
import { OrderLanes } from '../store/lanes/order-lanes.js';
import type { Order } from '../domain/order.entity.js';
import type { AgeLimit } from './retention-limit.js';

/** Orders read per step, and at most removed per commit. */
export const REMOVAL_STEP = 500;

interface RemovalStep {
  readonly removed: number;
  /** Where the next step begins; undefined after the last step. */
  readonly next: OrderCursor | undefined;
}

interface Removal {
  readonly status: FinalStatus;
  readonly orderIds: readonly string[];
  /** Checked again in the commit. */
  readonly isToGo: (order: Order) => boolean;
}

/** Removes orders for good, with their timelines. */
@Injectable()
export class OrderRemoval {
  private readonly logger = new Logger(OrderRemoval.name);

  constructor(
    private readonly lanes: OrderLanes,
    private readonly queries: OrderQueries,
    private readonly rows: OrderRows,
    private readonly log: LogQueries,
    private readonly publisher: OrderEventPublisher,
  ) {}

  /**
   * Removes the oldest orders of a status that are old enough.
   * The candidates are read while the store keeps working. The removing commit checks them again: an order that was
   * retried meanwhile, here or by another instance, stays, and so does an order locked from outside.
   */
  async removeNext(status: FinalStatus, limit: AgeLimit, after?: OrderCursor): Promise<RemovalStep> {
    const candidates = await this.queries.oldest(status, limit.before, REMOVAL_STEP, after);
    const isOld = ({ id, updatedAt }: Pick<Order, 'id' | 'updatedAt'>): boolean =>
      updatedAt < limit.before && id < limit.beforeId;
    const orderIds = candidates.filter(isOld).map(({ orderId }) => orderId);
    const isToGo = (order: Order): boolean => order.status === status && isOld(order);
    const removed = orderIds.length === 0 ? 0 : await this.removeUnlessLocked({ status, orderIds, isToGo });
    return { removed, next: candidates.length === REMOVAL_STEP ? candidates.at(-1) : undefined };
  }

  /** Locks of timeline entries are not checked beforehand: if the removal meets one, the next run repeats the step. */
  private async removeUnlessLocked(removal: Removal): Promise<number> {
    const upTo = await this.log.lastPositionOf(removal.orderIds);
    try {
      return await this.lanes.inLane(() => this.remove(removal, upTo));
    } catch (error) {
      if (!(error instanceof RowsLockedError)) throw error;
      this.logger.warn(`${removal.orderIds.length} old orders are not removed for now: ${error.message}`);
      return 0;
    }
  }

  private async remove({ status, orderIds, isToGo }: Removal, upTo: number): Promise<number> {
    const gone = await this.rows.remove(orderIds, upTo, isToGo);
    if (gone.length > 0) this.publisher.publishRemoval([tallyOf(status, gone)]);
    return gone.length;
  }
}

function tallyOf(status: FinalStatus, orders: readonly Order[]): StatusTally {
  const processingMs = orders.reduce((sum, order) => sum + (order.processingMs ?? 0), 0);
  return { status, orders: orders.length, processingMs };
}
