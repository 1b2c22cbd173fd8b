import type { OrderChange } from './order-transition.js';
import type { Order } from './order.entity.js';
import { OrderStatus } from './order-status.js';

/** How much the clocks of instances may differ. A time further in the future was written by a wrong clock. */
export const CLOCK_TOLERANCE_MS = 60_000;

/** Whether a clock that was ahead has postponed a pending order. */
export function isMisdated(
  { status, dueAt, updatedAt }: Pick<Order, 'status' | 'dueAt' | 'updatedAt'>,
  now: number,
): boolean {
  const future = now + CLOCK_TOLERANCE_MS;
  return status === OrderStatus.Pending && (dueAt ?? 0) > future && updatedAt > future;
}

/** Makes an order due that a clock which was ahead has postponed. The timeline gets no entry. */
export function makeMisdatedDue(order: Order, now: number): OrderChange | undefined {
  if (!isMisdated(order, now)) return undefined;
  return { from: order.status, order: { ...order, dueAt: now }, entry: null };
}
