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

/** Counts from the database. */
interface BacklogCount {
  readonly unfinished: number;
  /** Row id of the latest order in `processing`. */
  readonly latestClaim: number;
  /** How many orders have finished since the last count. */
  readonly ended: number;
}

/** How many orders are unfinished, and how fast they finish. With several instances the figures are approximate. */
@Injectable()
export class OrderBacklog {
  private unfinished = 0;
  private inFlight = 0;
  /** Row id of the latest claimed order: later orders are waiting. */
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

  /** Counts the orders in the database before anything changes there. Not needed if the database keeps totals. */
  async hydrate(): Promise<void> {
    if (this.totals.areKept) return;
    const { orders, firstId } = await this.queries.unfinished();
    this.unfinished = orders;
    this.head = firstId - 1;
  }

  /** Takes over the counts of all instances. */
  correct({ unfinished, latestClaim, ended }: BacklogCount): void {
    this.unfinished = unfinished;
    this.head = Math.max(this.head, latestClaim);
    this.drain.record(this.clock.monotonicMs(), ended);
  }

  /** Counts the commits of this instance. */
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

  /** When the oldest pending order was accepted, in milliseconds since 1970; null if none is pending. */
  oldestPending(): Promise<number | null> {
    return this.queries.oldestPending();
  }

  drainPerSecond(): number {
    return this.drain.perSecond(this.clock.monotonicMs());
  }

  /** How many more orders may be accepted. */
  room(): number {
    return Math.max(0, this.settings.MAX_BACKLOG - this.unfinished - this.inFlight);
  }

  /** Reserves room for this many orders while `store` runs. */
  async reserve<Result>(orders: number, store: () => Promise<Result>): Promise<Result> {
    this.inFlight += orders;
    try {
      return await store();
    } finally {
      this.inFlight -= orders;
    }
  }

  /** The error for a full backlog; its `Retry-After` is an estimate of when there is room. */
  refusal(): BacklogFull {
    const excess = this.unfinished + this.inFlight - this.settings.MAX_BACKLOG + 1;
    const seconds = Math.ceil(Math.max(1, excess) / this.drainPerSecond());
    return new BacklogFull(Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(1, seconds)));
  }

  /** Approximate position in the queue, from 1; null unless the order is pending. */
  positionOf({ id, status }: Order): number | null {
    if (status !== OrderStatus.Pending) return null;
    return Math.min(Math.max(1, id - this.head), Math.max(1, this.unfinished));
  }
}
