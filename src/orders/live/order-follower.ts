import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Order } from '../domain/order.entity.js';
import { OrderQueries } from '../queries/order-queries.js';
import { isFinal } from '../domain/order-status.js';
import { OrderWaiters } from './order-waiters.js';
import { WaiterRoom } from './waiter-room.js';
import { unknownOrder } from '../domain/order-errors.js';
import type { StoredEntry } from '../domain/timeline-entry.js';

const HEARTBEAT_MS = 15_000;
/** How many entries are in memory at a time. */
const PAGE = 200;

/** Follows an order until it is final. */
@Injectable()
export class OrderFollower {
  constructor(
    private readonly queries: OrderQueries,
    private readonly waiters: OrderWaiters,
    private readonly clock: Clock,
    private readonly room: WaiterRoom,
  ) {}

  /**
   * Waits for the final status of an order.
   * @param readerGone aborts when the client has gone
   * @returns the order once it is final, or as it is after `limitMs` or when the service stops
   * @throws UnknownOrder, or TooManyWaiters
   */
  whenFinal(orderId: string, limitMs: number, readerGone: AbortSignal): Promise<Order> {
    return this.room.run(() => this.waitForFinal(orderId, limitMs, readerGone));
  }

  /**
   * Yields the entries after the sequence `after` as they appear, until the order is final, the reader has gone, or the
   * service stops. An empty array is a heartbeat.
   * @throws TooManyWaiters
   */
  timeline(orderId: string, after: number, readerGone: AbortSignal): AsyncGenerator<StoredEntry[]> {
    return this.room.stream(() => this.follow(orderId, after, readerGone));
  }

  private async waitForFinal(orderId: string, limitMs: number, readerGone: AbortSignal): Promise<Order> {
    const deadline = this.clock.monotonicMs() + limitMs;
    for (;;) {
      const remainingMs = Math.max(0, deadline - this.clock.monotonicMs());
      const changed = this.waiters.nextChange(orderId, remainingMs, readerGone);
      const { status } = (await this.queries.progress(orderId)) ?? unknownOrder(orderId);
      const isOver = this.clock.monotonicMs() >= deadline || readerGone.aborted || this.waiters.isStopping;
      if (isOver || isFinal(status)) return (await this.queries.find(orderId)) ?? unknownOrder(orderId);
      await changed;
    }
  }

  private async *follow(
    orderId: string,
    after: number,
    readerGone: AbortSignal,
  ): AsyncGenerator<StoredEntry[]> {
    let seen = after;
    for (;;) {
      const changed = this.waiters.nextChange(orderId, HEARTBEAT_MS, readerGone);
      // Read the order before its timeline: the timeline is then at least as new.
      const order = await this.queries.progress(orderId);
      const before = seen;
      for await (const page of this.pages(orderId, seen)) {
        seen = page.at(-1)?.sequence ?? seen;
        yield page;
        if (readerGone.aborted) return;
      }
      const isComplete = !order || (isFinal(order.status) && seen >= order.sequence);
      if (isComplete) return;
      if (seen === before) yield [];
      if (this.waiters.isStopping) return;
      await changed;
      if (readerGone.aborted) return;
    }
  }

  /** All present entries after the sequence `after`. */
  private async *pages(orderId: string, after: number): AsyncGenerator<StoredEntry[]> {
    let page: StoredEntry[];
    do {
      page = await this.queries.timeline(orderId, after, PAGE);
      after = page.at(-1)?.sequence ?? after;
      if (page.length > 0) yield page;
    } while (page.length === PAGE && !this.waiters.isStopping);
  }
}
