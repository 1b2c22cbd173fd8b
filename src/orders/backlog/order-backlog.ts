import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Clock } from '../../common/clock.js';
import { Settings } from '../../config/settings.js';
import { DrainRate } from './drain-rate.js';
import { OrdersCommittedEvent } from '../domain/order-events.js';
import type { Order } from '../domain/order.entity.js';
import { OrderQueries } from '../queries/order-queries.js';
import { OrderTotals } from '../totals/order-totals.js';
import { OrderStatus, isUnfinished } from '../domain/order-status.js';
import { BacklogFull } from '../domain/order-errors.js';

const MAX_RETRY_AFTER_SECONDS = 60;

/** What was counted in the database. */
interface BacklogCount {
  readonly unfinished: number;
  /** Row id of the latest order that is being processed. */
  readonly latestClaim: number;
  /** How many orders have come to their end since the last count. */
  readonly ended: number;
}

/** How many orders are unfinished, and how fast they come to their end. Where there are other instances, about. */
@Injectable()
export class OrderBacklog {
  private unfinished = 0;
  private inFlight = 0;
  /** Row id of the latest order that was claimed: those behind it wait. */
  private head = 0;
  private readonly drain: DrainRate;

  constructor(
    private readonly queries: OrderQueries,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly totals: OrderTotals,
  ) {
    this.drain = new DrainRate(this.clock.monotonicMs());
  }

  /** Counts what is in the database, before anything changes there. Where totals are kept they are read instead. */
  async hydrate(): Promise<void> {
    if (this.totals.areKept) return;
    const { orders, firstId } = await this.queries.unfinished();
    this.unfinished = orders;
    this.head = firstId - 1;
  }

  /** Takes over what all instances have done. */
  correct({ unfinished, latestClaim, ended }: BacklogCount): void {
    this.unfinished = unfinished;
    this.head = Math.max(this.head, latestClaim);
    this.drain.record(this.clock.monotonicMs(), ended);
  }

  /** Keeps count of what was committed here. */
  @OnEvent(OrdersCommittedEvent.eventName)
  record({ changes }: OrdersCommittedEvent): void {
    for (const { from, order } of changes) {
      const was = from !== null && isUnfinished(from);
      const is = isUnfinished(order.status);
      this.unfinished += Number(is) - Number(was);
      if (was && !is && !this.totals.areKept) this.drain.record(this.clock.monotonicMs());
      if (order.status === OrderStatus.Processing) this.head = Math.max(this.head, order.id);
    }
  }

  get size(): number {
    return this.unfinished;
  }

  /** When the oldest pending order was taken, in milliseconds since 1970; null if none is pending. */
  oldestPending(): Promise<number | null> {
    return this.queries.oldestPending();
  }

  drainPerSecond(): number {
    return this.drain.perSecond(this.clock.monotonicMs());
  }

  /** How many more orders may be taken. */
  room(): number {
    return Math.max(0, this.settings.MAX_BACKLOG - this.unfinished - this.inFlight);
  }

  /** Keeps room for so many orders while they are being stored. */
  async reserve<Result>(orders: number, store: () => Promise<Result>): Promise<Result> {
    this.inFlight += orders;
    try {
      return await store();
    } finally {
      this.inFlight -= orders;
    }
  }

  /** Tells to come back when there is likely to be room. */
  refusal(): BacklogFull {
    const excess = this.unfinished + this.inFlight - this.settings.MAX_BACKLOG + 1;
    const seconds = Math.ceil(Math.max(1, excess) / this.drainPerSecond());
    return new BacklogFull(Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(1, seconds)));
  }

  /** About how many orders will be claimed up to this one; null unless it is pending. */
  positionOf({ id, status }: Order): number | null {
    if (status !== OrderStatus.Pending) return null;
    return Math.min(Math.max(1, id - this.head), Math.max(1, this.unfinished));
  }
}
