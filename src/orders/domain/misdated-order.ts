import type { OrderChange } from './order-transition.js';
import type { Order } from './order.entity.js';
import { OrderStatus } from './order-status.js';

/** By how much the clocks of instances may differ. What was written later than that is from a clock that was wrong. */
export const CLOCK_TOLERANCE_MS = 60_000;

/** Whether a clock that was ahead has put a pending order off. */
export function isMisdated(
  { status, dueAt, updatedAt }: Pick<Order, 'status' | 'dueAt' | 'updatedAt'>,
  now: number,
): boolean {
  const future = now + CLOCK_TOLERANCE_MS;
  return status === OrderStatus.Pending && (dueAt ?? 0) > future && updatedAt > future;
}

/** Makes due what a clock that was ahead has put off. Nothing has happened to the order that is worth a line. */
export function makeMisdatedDue(order: Order, now: number): OrderChange | undefined {
  if (!isMisdated(order, now)) return undefined;
  return { from: order.status, order: { ...order, dueAt: now }, entry: null };
}
