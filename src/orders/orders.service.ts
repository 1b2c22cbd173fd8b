import { Injectable } from '@nestjs/common';
import { OrderBacklog } from './backlog/order-backlog.js';
import type { OrderChange } from './domain/order-transition.js';
import type { OrderOutcome } from './domain/order-command.js';
import type { OrderCursor } from './queries/order-cursor.js';
import type { Order } from './domain/order.entity.js';
import { type OrderFilter, OrderList, type OrderPage } from './queries/order-list.js';
import type { OrderProgress } from './queries/order-loader.js';
import { OrderQueries } from './queries/order-queries.js';
import { cancelOrder, mayBeRetried, retryOrder } from './domain/order-rules.js';
import { type OrderDraft, submission } from './domain/order-submission.js';
import { unknownOrder } from './domain/order-errors.js';
import { OrderStatus } from './domain/order-status.js';
import { OrderStore } from './store/order-store.js';
import { unlessLocked } from './store/unless-locked.js';
import { Urgency } from './store/lanes/waiting-line.js';
import type { StoredEntry } from './domain/timeline-entry.js';

/** How many failed orders one request retries at most, and how many per commit. */
const RETRY_LIMIT = 10_000;
const RETRY_BATCH = 500;

export interface Submission {
  readonly orderId: string;
  /** The same order was accepted before; nothing was changed. */
  readonly isReplay: boolean;
}

/** Client actions on orders. Every change goes through the store. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly store: OrderStore,
    private readonly queries: OrderQueries,
    private readonly orders: OrderList,
    private readonly backlog: OrderBacklog,
  ) {}

  /** @throws OrderConflict, BacklogFull, StoreBusy, StoreUnavailable, OrderLocked */
  async submit(draft: OrderDraft): Promise<Submission> {
    const { orderId } = draft;
    const store = (): Promise<OrderOutcome> => this.store.execute(submission(draft));
    if (this.backlog.room() > 0) return toSubmission(orderId, await this.backlog.reserve(1, store));
    // A replay of a stored order needs no room in the backlog.
    if (await this.queries.find(orderId)) return toSubmission(orderId, await store());
    throw this.backlog.refusal();
  }

  /** @throws UnknownOrder */
  async get(orderId: string): Promise<Order> {
    return (await this.queries.find(orderId)) ?? unknownOrder(orderId);
  }

  /** @throws UnknownOrder */
  async progress(orderId: string): Promise<OrderProgress> {
    return (await this.queries.progress(orderId)) ?? unknownOrder(orderId);
  }

  /** One page. @throws ReadsBusy if too many lists are being read */
  list(
    filter: OrderFilter,
    limit: number,
    after: OrderCursor | undefined,
    ended: AbortSignal,
  ): Promise<OrderPage> {
    return this.orders.page(filter, limit, after, ended);
  }

  /** @throws UnknownOrder, or IllegalTransition if the order is final */
  async cancel(orderId: string): Promise<Order> {
    return (await this.store.change(orderId, cancelOrder)) ?? unknownOrder(orderId);
  }

  /** @throws UnknownOrder, IllegalTransition unless it has failed, TooManyRetries */
  async retry(orderId: string): Promise<Order> {
    return (await this.store.change(orderId, retryOrder)) ?? unknownOrder(orderId);
  }

  /** Retries failed orders, oldest first. Skips orders that were retried meanwhile or too often, or are locked. */
  async retryFailed(): Promise<{ retried: number; hasMore: boolean }> {
    const failed = await this.queries.findByStatus(OrderStatus.Failed, RETRY_LIMIT + 1);
    const hasMore = failed.splice(RETRY_LIMIT).length > 0;
    let retried = 0;
    while (failed.length > 0) {
      const batch = failed
        .splice(0, RETRY_BATCH)
        .map((orderId) => this.store.change(orderId, retryIfFailed, Urgency.Bulk));
      retried += (await unlessLocked(batch)).filter(Boolean).length;
    }
    return { retried, hasMore };
  }

  /** At most `limit` entries of an order's timeline after the sequence `after`, in order. */
  timeline(orderId: string, after: number, limit: number): Promise<StoredEntry[]> {
    return this.queries.timeline(orderId, after, limit);
  }

  /** Approximate position in the queue, from 1; null unless the order is pending. */
  positionOf(order: Order): number | null {
    return this.backlog.positionOf(order);
  }
}

function toSubmission(orderId: string, { hasChanged }: OrderOutcome): Submission {
  return { orderId, isReplay: !hasChanged };
}

function retryIfFailed(order: Order, now: number): OrderChange | undefined {
  return mayBeRetried(order) ? retryOrder(order, now) : undefined;
}
