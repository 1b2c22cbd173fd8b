import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { LeasePolicy } from './recovery/lease-policy.js';
import type { Order } from './domain/order.entity.js';
import {
  type AttemptFailure,
  claimOrder,
  completeOrder,
  failAttempt,
  releaseOrder,
  renewLease,
} from './domain/order-rules.js';
import type { OrderChange } from './domain/order-transition.js';
import { OrderStore } from './store/order-store.js';
import { unlessLocked } from './store/unless-locked.js';
import { Urgency } from './store/lanes/waiting-line.js';

/** Identifies a claimed attempt of an order. */
type Claim = Pick<Order, 'orderId' | 'attempts'>;

/** Worker actions: claim an order, and record how the attempt ended. */
@Injectable()
export class OrderAttempts {
  constructor(
    private readonly store: OrderStore,
    private readonly leases: LeasePolicy,
    private readonly settings: Settings,
  ) {}

  /** @returns the claimed order, or undefined if it cannot be claimed (any more) */
  claim(orderId: string): Promise<Order | undefined> {
    const lease = this.leases.durationMs;
    return this.store.change(orderId, (order, now) => claimOrder(order, now, lease), Urgency.Own);
  }

  /** Renews each claim separately. @returns the orders whose claim was already lost */
  async renew(claimed: readonly Order[]): Promise<Order[]> {
    const renewals = claimed.map(async (order) => ({ order, isKept: await this.renewOne(order) }));
    const renewed = await unlessLocked(renewals);
    return renewed.filter(({ isKept }) => !isKept).map(({ order }) => order);
  }

  /**
   * @param processingMs how long the attempt took, in whole milliseconds
   * @returns undefined if this attempt has lost the order to another attempt, or to a cancel
   */
  complete({ orderId, attempts }: Claim, processingMs: number): Promise<Order | undefined> {
    return this.store.change(
      orderId,
      (order, now) => completeOrder(order, attempts, processingMs, now),
      Urgency.Own,
    );
  }

  /** @returns undefined in the same cases as `complete` */
  fail({ orderId, attempts }: Claim, failure: AttemptFailure): Promise<Order | undefined> {
    const { MAX_ATTEMPTS } = this.settings;
    return this.store.change(
      orderId,
      (order, now) => failAttempt(order, attempts, failure, MAX_ATTEMPTS, now),
      Urgency.Own,
    );
  }

  /** Hands back an order whose attempt was aborted. */
  release({ orderId, attempts }: Claim): Promise<Order | undefined> {
    return this.store.change(orderId, (order, now) => releaseOrder(order, attempts, now), Urgency.Own);
  }

  private async renewOne({ orderId, attempts }: Claim): Promise<boolean> {
    const lease = this.leases.durationMs;
    const renew = (order: Order, now: number): OrderChange | undefined =>
      renewLease(order, attempts, now, lease);
    return (await this.store.change(orderId, renew, Urgency.Own)) !== undefined;
  }
}
