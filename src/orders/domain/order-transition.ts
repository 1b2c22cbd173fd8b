import type { Order } from './order.entity.js';
import { type OrderStatus, canMove } from './order-status.js';
import type { TimelineEntry, TimelineType } from './timeline-entry.js';
import { IllegalTransition } from './order-errors.js';

/** A change of one order: its old status, its new state, and the timeline entry, if there is one. */
export interface OrderChange {
  readonly from: OrderStatus | null;
  readonly order: Order;
  readonly entry: TimelineEntry | null;
}

/**
 * The only way to change a status.
 * @throws IllegalTransition if `STATUS_RULES` does not allow the transition
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

/** The timeline entry for the latest change of an order. */
export function entryOf(order: Order, type: TimelineType, detail: string | null): TimelineEntry {
  const { orderId, sequence, attempts, updatedAt } = order;
  return { orderId, sequence, type, attempt: attempts, at: updatedAt, detail, actor: null };
}
