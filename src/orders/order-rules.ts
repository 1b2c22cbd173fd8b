import { DomainError } from '../common/domain-error.js';
import type { Order } from './order.entity.js';
import { OrderStatus, canMove } from './order-status.js';
import { type TimelineEntry, TimelineType } from './timeline-entry.js';

/** What the client asks to be kept. */
export type OrderDraft = Pick<Order, 'orderId' | 'userId' | 'itemIds' | 'totalMinor'>;

/** A change of one order: how it was, how it is, and the line of its timeline that says so. */
export interface OrderChange {
  readonly from: OrderStatus | null;
  readonly order: Order;
  readonly entry: TimelineEntry;
}

/** How often a failed attempt is tried again, and when. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly delayMs: number;
}

const WORKER_LOST = 'The worker was lost.';

/**
 * Takes an order, once: the same order again is a replay that changes nothing.
 * @throws DomainError 409 if another order has this id
 */
export function submitOrder(
  existing: Order | undefined,
  draft: OrderDraft,
  now: number,
): OrderChange | undefined {
  if (!existing) return createOrder(draft, now);
  if (isSameOrder(existing, draft)) return undefined;
  throw new DomainError(409, 'order_conflict', `Another order has the id ${draft.orderId}.`);
}

function createOrder(draft: OrderDraft, now: number): OrderChange {
  const order: Order = {
    ...draft,
    id: 0,
    status: OrderStatus.Pending,
    attempts: 0,
    lastError: null,
    dueAt: now,
    processingMs: null,
    sequence: 1,
    createdAt: now,
    updatedAt: now,
  };
  return { from: null, order, entry: entryOf(order, TimelineType.Created, null) };
}

function isSameOrder(order: Order, draft: OrderDraft): boolean {
  return (
    order.userId === draft.userId && order.itemIds === draft.itemIds && order.totalMinor === draft.totalMinor
  );
}

/** Takes a due order for processing; it counts as orphaned once the lease has run out. */
export function claimOrder(order: Order, now: number, leaseMs: number): OrderChange | undefined {
  if (order.status !== OrderStatus.Pending || (order.dueAt ?? 0) > now) return undefined;
  const claimed = { attempts: order.attempts + 1, dueAt: now + leaseMs };
  return move(order, OrderStatus.Processing, now, claimed, TimelineType.Claimed);
}

export function completeOrder(order: Order, attempt: number, now: number): OrderChange | undefined {
  if (!isRunning(order, attempt)) return undefined;
  // A processing order was changed last when it was claimed.
  const completed = { processingMs: now - order.updatedAt, dueAt: null };
  return move(order, OrderStatus.Completed, now, completed, TimelineType.Completed);
}

/** Back to pending after a delay, or failed for good once the attempts are used up. */
export function failAttempt(
  order: Order,
  attempt: number,
  error: string,
  now: number,
  policy: RetryPolicy,
): OrderChange | undefined {
  if (!isRunning(order, attempt)) return undefined;
  if (attempt >= policy.maxAttempts) return fail(order, error, now);
  const waiting = { lastError: error, dueAt: now + policy.delayMs };
  return move(order, OrderStatus.Pending, now, waiting, TimelineType.AttemptFailed, error);
}

/** Hands back an order whose worker stops before it is done. */
export function releaseOrder(order: Order, attempt: number, now: number): OrderChange | undefined {
  if (!isRunning(order, attempt)) return undefined;
  return move(order, OrderStatus.Pending, now, { dueAt: now }, TimelineType.Recovered, 'The worker stopped.');
}

/** Takes an order back from a worker that is gone. One that keeps losing its worker must not do so for ever. */
export function recoverOrder(order: Order, maxAttempts: number, now: number): OrderChange | undefined {
  if (order.status !== OrderStatus.Processing) return undefined;
  if (order.attempts >= maxAttempts) return fail(order, WORKER_LOST, now);
  return move(order, OrderStatus.Pending, now, { dueAt: now }, TimelineType.Recovered, WORKER_LOST);
}

function fail(order: Order, error: string, now: number): OrderChange {
  return move(order, OrderStatus.Failed, now, { lastError: error, dueAt: null }, TimelineType.Failed, error);
}

/** The fence: a finish counts only for the attempt that is under way. */
function isRunning(order: Order, attempt: number): boolean {
  return order.status === OrderStatus.Processing && order.attempts === attempt;
}

function move(
  order: Order,
  to: OrderStatus,
  now: number,
  changed: Partial<Order>,
  type: TimelineType,
  detail: string | null = null,
): OrderChange {
  if (!canMove(order.status, to)) {
    throw new DomainError(409, 'illegal_transition', `The order is ${order.status}; it cannot become ${to}.`);
  }
  const next: Order = { ...order, ...changed, status: to, sequence: order.sequence + 1, updatedAt: now };
  return { from: order.status, order: next, entry: entryOf(next, type, detail) };
}

function entryOf(order: Order, type: TimelineType, detail: string | null): TimelineEntry {
  const { orderId, sequence, attempts, updatedAt } = order;
  return { orderId, sequence, type, attempt: attempts, at: updatedAt, detail };
}
