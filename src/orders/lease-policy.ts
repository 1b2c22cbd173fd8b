import { type Settings, mayHavePeers } from '../config/settings.js';
import type { OrderChange } from './domain/order-transition.js';
import type { Order } from './domain/order.entity.js';
import { isRunning, recoverOrder } from './domain/order-rules.js';

/** A claim as it was seen: `dueAt` is when it runs out unless it is renewed. */
export type Lease = Pick<Order, 'orderId' | 'attempts' | 'dueAt'>;

/** How long a claim holds where other instances look for what is lost, unless it is renewed. */
const SHARED_LEASE_MS = 15_000;
/** How often claims are renewed. */
export const LEASE_RENEWAL_MS = SHARED_LEASE_MS / 3;
/** How much longer than an attempt may take a claim holds that is not renewed. */
const LEASE_MARGIN_MS = 10_000;

/** In milliseconds. A process that is alone takes back at its start what it had claimed, so that nothing hurries. */
export function leaseMs(settings: Settings): number {
  return mayHavePeers(settings) ? SHARED_LEASE_MS : settings.PROCESSING_TIMEOUT_MS + LEASE_MARGIN_MS;
}

/** Says that the worker of this attempt is still there. Nothing has happened to the order that is worth a line. */
export function renewLease(
  order: Order,
  attempt: number,
  now: number,
  leaseMs: number,
): OrderChange | undefined {
  if (!isRunning(order, attempt)) return undefined;
  return { from: order.status, order: { ...order, dueAt: now + leaseMs }, entry: null };
}

/** Takes back an order whose claim was lost, unless it was renewed, or has ended, since it was seen. */
export function recoverUnrenewed(
  order: Order,
  seen: Lease,
  maxAttempts: number,
  now: number,
): OrderChange | undefined {
  if (!isRunning(order, seen.attempts) || order.dueAt !== seen.dueAt) return undefined;
  return recoverOrder(order, maxAttempts, now);
}
