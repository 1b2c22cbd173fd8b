import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { Settings } from '../config/settings.js';
import { backoffMs } from './backoff.js';
import type { OrderOutcome } from './order-command.js';
import type { OrderCursor } from './order-cursor.js';
import type { Order } from './order.entity.js';
import { type OrderFilter, OrderReader, type StatusTally } from './order-reader.js';
import {
  type OrderChange,
  type OrderDraft,
  claimOrder,
  completeOrder,
  failAttempt,
  recoverOrder,
  releaseOrder,
  submitOrder,
} from './order-rules.js';
import { OrderStatus } from './order-status.js';
import { OrderStore } from './order-store.js';

/** How much longer than an attempt may take an order counts as being worked on. */
const LEASE_MARGIN_MS = 10_000;
const RECOVERY_BATCH = 500;

export interface OrderPage {
  readonly orders: readonly Order[];
  readonly hasMore: boolean;
}

/** All that can be done to orders. Everything that changes one goes through the store. */
@Injectable()
export class OrdersService implements OnModuleInit {
  constructor(
    private readonly store: OrderStore,
    private readonly reader: OrderReader,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** No worker is at work yet, so whatever is being processed has lost its own. */
  async onModuleInit(): Promise<void> {
    for (;;) {
      const orphans = await this.reader.findByStatus(OrderStatus.Processing, RECOVERY_BATCH);
      if (orphans.length === 0) return;
      await Promise.all(orphans.map(({ orderId }) => this.recover(orderId)));
    }
  }

  /** `hasChanged` is false if the same order was taken before. */
  submit(draft: OrderDraft): Promise<OrderOutcome> {
    return this.store.execute({
      orderId: draft.orderId,
      decide: (existing, now) => submitOrder(existing, draft, now),
    });
  }

  /** @throws DomainError 404 */
  async get(orderId: string): Promise<Order> {
    const order = await this.reader.find(orderId);
    if (!order) throw new DomainError(404, 'order_not_found', `There is no order ${orderId}.`);
    return order;
  }

  /** One page, newest first. */
  async list(filter: OrderFilter, limit: number, after?: OrderCursor): Promise<OrderPage> {
    const orders = await this.reader.page(filter, limit + 1, after);
    return { orders: orders.slice(0, limit), hasMore: orders.length > limit };
  }

  /** @returns the order as claimed, or undefined if there is nothing to claim (any more) */
  claim(orderId: string): Promise<Order | undefined> {
    const leaseMs = this.settings.PROCESSING_TIMEOUT_MS + LEASE_MARGIN_MS;
    return this.change(orderId, (order, now) => claimOrder(order, now, leaseMs));
  }

  /** @returns undefined if this attempt has lost the order to another one */
  complete({ orderId, attempts }: Order): Promise<Order | undefined> {
    return this.change(orderId, (order, now) => completeOrder(order, attempts, now));
  }

  failAttempt({ orderId, attempts }: Order, error: string): Promise<Order | undefined> {
    const { MAX_ATTEMPTS, RETRY_BASE_MS, RETRY_MAX_MS } = this.settings;
    const delayMs = backoffMs(attempts, { baseMs: RETRY_BASE_MS, maxMs: RETRY_MAX_MS }, Math.random());
    const policy = { maxAttempts: MAX_ATTEMPTS, delayMs };
    return this.change(orderId, (order, now) => failAttempt(order, attempts, error, now, policy));
  }

  /** Hands an order back whose work was broken off. */
  release({ orderId, attempts }: Order): Promise<Order | undefined> {
    return this.change(orderId, (order, now) => releaseOrder(order, attempts, now));
  }

  /**
   * Takes back what has lost its worker.
   * @returns ids of orders that may be claimed, those first that have waited longest; at most `limit`
   */
  async collectDue(limit: number): Promise<string[]> {
    const due = await this.reader.due(this.clock.now().getTime(), limit);
    const orphans = due.filter(({ status }) => status === OrderStatus.Processing);
    await Promise.all(orphans.map(({ orderId }) => this.recover(orderId)));
    return due.map(({ orderId }) => orderId);
  }

  /** Counts all orders while none is changing, and hands the result to `use` before any may change again. */
  tallyAtRest(use: (tally: StatusTally[]) => void): Promise<void> {
    return this.store.atRest(async () => use(await this.reader.tally()));
  }

  private recover(orderId: string): Promise<Order | undefined> {
    return this.change(orderId, (order, now) => recoverOrder(order, this.settings.MAX_ATTEMPTS, now));
  }

  private async change(
    orderId: string,
    rule: (order: Order, now: number) => OrderChange | undefined,
  ): Promise<Order | undefined> {
    const { order, hasChanged } = await this.store.execute({
      orderId,
      decide: (current, now) => current && rule(current, now),
    });
    return hasChanged ? order : undefined;
  }
}
