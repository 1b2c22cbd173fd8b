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

/** Keeps the leases of the orders that are at work here, so that nobody else takes them for lost. */
@Injectable()
export class LeaseKeeper {
  private readonly logger = new Logger(LeaseKeeper.name);
  /** What to call when an order was lost. */
  private readonly held = new Map<Order, () => void>();
  private cancelTick: (() => void) | undefined;

  constructor(
    private readonly attempts: OrderAttempts,
    private readonly policy: LeasePolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * Claims an order and keeps its lease.
   * @param onLost called when it was cancelled, or taken by another worker: nobody wants the result any more
   * @returns undefined if there is nothing to claim (any more)
   */
  async claim(orderId: string, onLost: () => void): Promise<HeldLease | undefined> {
    const order = await this.attempts.claim(orderId);
    return order && { order, letGo: this.hold(order, onLost) };
  }

  /**
   * @param order as it was claimed
   * @param onLost called when it was cancelled, or taken by another worker: nobody wants the result any more
   * @returns lets go of it
   */
  hold(order: Order, onLost: () => void): () => void {
    if (!this.policy.isRenewed) return () => undefined;
    this.held.set(order, onLost);
    this.cancelTick ??= this.scheduleTick();
    return () => this.letGo(order);
  }

  /** Asks at once whether an order that is held was lost: somebody says so. */
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

  /** One that fails is made up for by the next: a lease lasts for three. */
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
