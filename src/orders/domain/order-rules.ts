import { type OrderChange, move } from './order-transition.js';
import type { Order } from './order.entity.js';
import { OrderStatus } from './order-status.js';
import { TimelineType } from './timeline-entry.js';
import { IllegalTransition, TooManyRetries } from './order-errors.js';

/** Why an attempt failed, and when to retry. */
export interface AttemptFailure {
  readonly error: string;
  /** Delay before the next attempt; undefined for no retry. */
  readonly delayMs: number | undefined;
}

/** A claim as last read: it expires at `dueAt` unless it is renewed. */
export type Lease = Pick<Order, 'orderId' | 'attempts' | 'dueAt'>;

/** Timeline length at which an order can no longer be retried by request. */
const MAX_ENTRIES = 10_000;

const WORKER_LOST = 'The worker was lost.';

/** Claims a due order for processing. Once the lease has expired, its worker counts as lost. */
export function claimOrder(order: Order, now: number, leaseMs: number): OrderChange | undefined {
  // An order that was due when it was written stays due, even if this clock is behind the writer's.
  const isDelayed = (order.dueAt ?? 0) > Math.max(now, order.updatedAt);
  if (order.status !== OrderStatus.Pending || isDelayed) return undefined;
  const claimed = { attempts: order.attempts + 1, dueAt: now + leaseMs };
  return move(order, OrderStatus.Processing, now, claimed, TimelineType.Claimed);
}

/** Extends the lease of this attempt. The timeline gets no entry. */
export function renewLease(
  order: Order,
  attempt: number,
  now: number,
  leaseMs: number,
): OrderChange | undefined {
  if (!isRunning(order, attempt)) return undefined;
  return { from: order.status, order: { ...order, dueAt: now + leaseMs }, entry: null };
}

/** @param processingMs how long the attempt took, as measured by its worker */
export function completeOrder(
  order: Order,
  attempt: number,
  processingMs: number,
  now: number,
): OrderChange | undefined {
  if (!isRunning(order, attempt)) return undefined;
  return move(order, OrderStatus.Completed, now, { processingMs, dueAt: null }, TimelineType.Completed);
}

/** Back to pending with a delay, or failed if the attempts are used up. */
export function failAttempt(
  order: Order,
  attempt: number,
  { error, delayMs }: AttemptFailure,
  maxAttempts: number,
  now: number,
): OrderChange | undefined {
  if (!isRunning(order, attempt)) return undefined;
  if (delayMs === undefined || isLastAttempt(order, maxAttempts)) return fail(order, error, now);
  const dueAt = now + delayMs;
  const detail = `${error} Retry due at ${new Date(dueAt).toISOString()}.`;
  return move(
    order,
    OrderStatus.Pending,
    now,
    { lastError: error, dueAt },
    TimelineType.AttemptFailed,
    detail,
  );
}

/** Hands back an order whose worker stops before it has finished. The attempt does not count as a failure. */
export function releaseOrder(order: Order, attempt: number, now: number): OrderChange | undefined {
  if (!isRunning(order, attempt)) return undefined;
  const released = { dueAt: now, spentAttempts: order.spentAttempts + 1 };
  return move(order, OrderStatus.Pending, now, released, TimelineType.Recovered, 'The worker stopped.');
}

/** Recovers an order from a lost worker. It fails if its attempts are used up: the order may be killing its workers. */
export function recoverOrder(order: Order, maxAttempts: number, now: number): OrderChange | undefined {
  if (order.status !== OrderStatus.Processing) return undefined;
  if (isLastAttempt(order, maxAttempts)) return fail(order, WORKER_LOST, now);
  return move(order, OrderStatus.Pending, now, { dueAt: now }, TimelineType.Recovered, WORKER_LOST);
}

/** Recovers an order whose claim seems lost, unless the claim was renewed or has ended since it was read. */
export function recoverUnrenewed(
  order: Order,
  seen: Lease,
  maxAttempts: number,
  now: number,
): OrderChange | undefined {
  if (!isRunning(order, seen.attempts) || order.dueAt !== seen.dueAt) return undefined;
  return recoverOrder(order, maxAttempts, now);
}

/**
 * Cancels an order that is not final. The new status fences off a running attempt.
 * @throws IllegalTransition
 */
export function cancelOrder(order: Order, now: number): OrderChange {
  return move(order, OrderStatus.Cancelled, now, { dueAt: null }, TimelineType.Cancelled);
}

/** Whether the order has failed, and its timeline may still grow. */
export function mayBeRetried({ status, sequence }: Order): boolean {
  return status === OrderStatus.Failed && sequence < MAX_ENTRIES;
}

/**
 * Retries a failed order, with all its attempts again.
 * @throws IllegalTransition, or TooManyRetries if its timeline is too long
 */
export function retryOrder(order: Order, now: number): OrderChange {
  if (order.status !== OrderStatus.Failed) throw new IllegalTransition(order.status, OrderStatus.Pending);
  if (!mayBeRetried(order)) throw new TooManyRetries(MAX_ENTRIES);
  const renewed = { dueAt: now, spentAttempts: order.attempts };
  return move(order, OrderStatus.Pending, now, renewed, TimelineType.Retried);
}

function isLastAttempt(order: Order, maxAttempts: number): boolean {
  return order.attempts - order.spentAttempts >= maxAttempts;
}

function fail(order: Order, error: string, now: number): OrderChange {
  return move(order, OrderStatus.Failed, now, { lastError: error, dueAt: null }, TimelineType.Failed, error);
}

/** The fence: a result counts only for the current attempt. */
function isRunning(order: Order, attempt: number): boolean {
  return order.status === OrderStatus.Processing && order.attempts === attempt;
}
