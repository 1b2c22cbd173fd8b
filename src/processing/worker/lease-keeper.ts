import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { OrderAttempts } from '../../orders/order-attempts.js';
import { LEASE_RENEWAL_MS, LeasePolicy } from '../../orders/recovery/lease-policy.js';
import type { Order } from '../../orders/domain/order.entity.js';
import { describeError } from '../../common/describe-error.js';

export interface HeldLease {
  readonly order: Order;
  readonly letGo: () => void;
}

/** Renews the leases of the orders that are processed here, so that no other instance recovers them. */
@Injectable()
export class LeaseKeeper {
  private readonly logger = new Logger(LeaseKeeper.name);
  /** Callbacks for lost orders. */
  private readonly held = new Map<Order, () => void>();
  private cancelTick: (() => void) | undefined;

  constructor(
    private readonly attempts: OrderAttempts,
    private readonly policy: LeasePolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * Claims an order and keeps its lease.
   * @param onLost called when the order was cancelled, or claimed by another worker: its result is no longer wanted
   * @returns undefined if there is nothing to claim (any more)
   */
  async claim(orderId: string, onLost: () => void): Promise<HeldLease | undefined> {
    const order = await this.attempts.claim(orderId);
    return order && { order, letGo: this.hold(order, onLost) };
  }

  /**
   * @param order as it was claimed
   * @param onLost called when the order was cancelled, or claimed by another worker: its result is no longer wanted
   * @returns a function that ends the renewals
   */
  hold(order: Order, onLost: () => void): () => void {
    if (!this.policy.isRenewed) return () => undefined;
    this.held.set(order, onLost);
    this.cancelTick ??= this.scheduleTick();
    return () => this.letGo(order);
  }

  /** Renews the lease of one order at once, to find out whether it was lost. */
  async check(orderId: string): Promise<void> {
    await this.renew([...this.held.keys()].filter((order) => order.orderId === orderId));
  }

  private letGo(order: Order): void {
    this.held.delete(order);
    if (this.held.size > 0) return;
    this.cancelTick?.();
    this.cancelTick = undefined;
  }

  private scheduleTick(): () => void {
    return this.clock.schedule(LEASE_RENEWAL_MS, () => void this.tick());
  }

  /** A lease lasts for three renewals, so a failed one is made up for by the next. */
  private async tick(): Promise<void> {
    this.cancelTick = this.scheduleTick();
    await this.renew([...this.held.keys()]);
  }

  private async renew(orders: readonly Order[]): Promise<void> {
    if (orders.length === 0) return;
    try {
      const lost = await this.attempts.renew(orders);
      for (const order of lost) this.held.get(order)?.();
    } catch (error) {
      this.logger.warn(`Could not renew ${orders.length} leases: ${describeError(error)}`);
    }
  }
}
