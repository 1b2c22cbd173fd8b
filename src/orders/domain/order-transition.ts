import type { Order } from './order.entity.js';
import { type OrderStatus, canMove } from './order-status.js';
import type { TimelineEntry, TimelineType } from './timeline-entry.js';
import { IllegalTransition } from './order-errors.js';

/** A change of one order: how it was, how it is, and the line of its timeline that says so, if it is worth one. */
export interface OrderChange {
  readonly from: OrderStatus | null;
  readonly order: Order;
  readonly entry: TimelineEntry | null;
}

/**
 * The only way from one status to another.
 * @throws IllegalTransition if the table of statuses does not have it
 */
export function move(
  order: Order,
  to: OrderStatus,
  now: number,
  changed: Partial<Order>,
  type: TimelineType,
  detail: string | null = null,
): OrderChange {
  if (!canMove(order.status, to)) throw new IllegalTransition(order.status, to);
  const next: Order = { ...order, ...changed, status: to, sequence: order.sequence + 1, updatedAt: now };
  return { from: order.status, order: next, entry: entryOf(next, type, detail) };
}

/** The line that tells how an order came to be as it is. */
export function entryOf(order: Order, type: TimelineType, detail: string | null): TimelineEntry {
  const { orderId, sequence, attempts, updatedAt } = order;
  return { orderId, sequence, type, attempt: attempts, at: updatedAt, detail };
}
