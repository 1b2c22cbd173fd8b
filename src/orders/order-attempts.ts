import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import type { Order } from './order.entity.js';
import { OrderReader } from './order-reader.js';
import {
  type AttemptFailure,
  claimOrder,
  completeOrder,
  failAttempt,
  recoverExpired,
  recoverOrder,
  releaseOrder,
} from './order-rules.js';
import { OrderStatus } from './order-status.js';
import { OrderStore } from './order-store.js';

/** How much longer than an attempt may take an order counts as being worked on. */
const LEASE_MARGIN_MS = 10_000;
const RECOVERY_BATCH = 500;

/** What workers do to orders: claim one, and record how the attempt ended. */
@Injectable()
export class OrderAttempts {
  constructor(
    private readonly store: OrderStore,
    private readonly reader: OrderReader,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** For a start, when no worker is at work yet: whatever is being processed has lost its own. */
  async recoverAll(): Promise<void> {
    for (;;) {
      const orphans = await this.reader.findByStatus(OrderStatus.Processing, RECOVERY_BATCH);
      if (orphans.length === 0) return;
      await this.recover(orphans, recoverOrder);
    }
  }

  /** @returns the order as claimed, or undefined if there is nothing to claim (any more) */
  claim(orderId: string): Promise<Order | undefined> {
    const leaseMs = this.settings.PROCESSING_TIMEOUT_MS + LEASE_MARGIN_MS;
    return this.store.change(orderId, (order, now) => claimOrder(order, now, leaseMs));
  }

  /** @returns undefined if this attempt has lost the order to another one, or to a cancel */
  complete({ orderId, attempts }: Order): Promise<Order | undefined> {
    return this.store.change(orderId, (order, now) => completeOrder(order, attempts, now));
  }

  /** @returns undefined as `complete` does */
  fail({ orderId, attempts }: Order, failure: AttemptFailure): Promise<Order | undefined> {
    const { MAX_ATTEMPTS } = this.settings;
    return this.store.change(orderId, (order, now) =>
      failAttempt(order, attempts, failure, MAX_ATTEMPTS, now),
    );
  }

  /** Hands an order back whose work was broken off. */
  release({ orderId, attempts }: Order): Promise<Order | undefined> {
    return this.store.change(orderId, (order, now) => releaseOrder(order, attempts, now));
  }

  /**
   * Takes back what has lost its worker, that is whose lease has run out.
   * @param isAtWork tells what to leave out: its worker is not gone, it only cannot reach the database
   */
  async recoverLost(isAtWork: (orderId: string) => boolean): Promise<void> {
    const expired = await this.reader.lost(this.now());
    const lost = expired.filter((orderId) => !isAtWork(orderId));
    await this.recover(lost, recoverExpired);
  }

  /** @returns ids of orders that may be claimed, those first that have waited longest */
  due(limit: number): Promise<string[]> {
    return this.reader.due(this.now(), limit);
  }

  private async recover(orderIds: readonly string[], rule: typeof recoverOrder): Promise<void> {
    const { MAX_ATTEMPTS } = this.settings;
    await Promise.all(
      orderIds.map((id) => this.store.change(id, (order, now) => rule(order, MAX_ATTEMPTS, now))),
    );
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}
