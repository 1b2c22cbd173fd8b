import { type OrderChange, move } from './order-transition.js';
import type { Order } from './order.entity.js';
import { OrderStatus } from './order-status.js';
import { TimelineType } from './timeline-entry.js';
import { IllegalTransition, TooManyRetries } from './order-errors.js';

/** How an attempt failed, and what that is to mean. */
export interface AttemptFailure {
  readonly error: string;
  /** How long until the next attempt; undefined if there shall be none. */
  readonly delayMs: number | undefined;
}

/** A claim as it was seen: `dueAt` is when it runs out unless it is renewed. */
export type Lease = Pick<Order, 'orderId' | 'attempts' | 'dueAt'>;

/** How long a timeline may be of an order that is run again by hand. */
const MAX_ENTRIES = 10_000;

const WORKER_LOST = 'The worker was lost.';

/** Takes a due order for processing; it counts as orphaned once the lease has run out. */
export function claimOrder(order: Order, now: number, leaseMs: number): OrderChange | undefined {
  // What was due when it was written stays due, also by a clock that is behind that of who wrote it.
  const isDelayed = (order.dueAt ?? 0) > Math.max(now, order.updatedAt);
  if (order.status !== OrderStatus.Pending || isDelayed) return undefined;
  const claimed = { attempts: order.attempts + 1, dueAt: now + leaseMs };
  return move(order, OrderStatus.Processing, now, claimed, TimelineType.Claimed);
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

/** @param processingMs how long the attempt took, by its worker */
export function completeOrder(
  order: Order,
  attempt: number,
  processingMs: number,
  now: number,
): OrderChange | undefined {
  if (!isRunning(order, attempt)) return undefined;
  return move(order, OrderStatus.Completed, now, { processingMs, dueAt: null }, TimelineType.Completed);
}

/** Back to pending after a delay, or failed for good once the attempts are used up. */
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

/** Hands back an order whose worker stops before it is done. That is no failure: the attempt does not count. */
export function releaseOrder(order: Order, attempt: number, now: number): OrderChange | undefined {
  if (!isRunning(order, attempt)) return undefined;
  const released = { dueAt: now, spentAttempts: order.spentAttempts + 1 };
  return move(order, OrderStatus.Pending, now, released, TimelineType.Recovered, 'The worker stopped.');
}

/** Takes an order back from a worker that is gone. One that keeps losing its worker must not do so for ever. */
export function recoverOrder(order: Order, maxAttempts: number, now: number): OrderChange | undefined {
  if (order.status !== OrderStatus.Processing) return undefined;
  if (isLastAttempt(order, maxAttempts)) return fail(order, WORKER_LOST, now);
  return move(order, OrderStatus.Pending, now, { dueAt: now }, TimelineType.Recovered, WORKER_LOST);
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

/**
 * Ends an order that is not at its end yet. Work that is under way loses its fence with the status.
 * @throws IllegalTransition
 */
export function cancelOrder(order: Order, now: number): OrderChange {
  return move(order, OrderStatus.Cancelled, now, { dueAt: null }, TimelineType.Cancelled);
}

/** Whether it has failed, and its timeline may still grow. */
export function mayBeRetried({ status, sequence }: Order): boolean {
  return status === OrderStatus.Failed && sequence < MAX_ENTRIES;
}

/**
 * Runs a failed order again, with all its attempts anew.
 * @throws IllegalTransition, or TooManyRetries if its timeline is long enough
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

/** The fence: a finish counts only for the attempt that is under way. */
function isRunning(order: Order, attempt: number): boolean {
  return order.status === OrderStatus.Processing && order.attempts === attempt;
}
