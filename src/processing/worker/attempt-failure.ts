import type { AttemptFailure } from '../../orders/domain/order-rules.js';
import { type BackoffLimits, backoffMs } from './backoff.js';
import { describeError } from '../../common/describe-error.js';
import { PermanentError, RetryLaterError } from '../processor/processing-errors.js';

/** The longest delay that a processor may ask for. */
const MAX_DELAY_MS = 30 * 86_400_000;

/**
 * Turns what a processor threw into an error text and a delay.
 * @param attempt the attempt that failed, counted from 1 since the order was accepted or last retried
 * @param random a number in [0, 1)
 */
export function toAttemptFailure(
  thrown: unknown,
  attempt: number,
  limits: BackoffLimits,
  random: number,
): AttemptFailure {
  return { error: describeError(thrown), delayMs: delayAfter(thrown, attempt, limits, random) };
}

function delayAfter(
  thrown: unknown,
  attempt: number,
  limits: BackoffLimits,
  random: number,
): number | undefined {
  if (thrown instanceof PermanentError) return undefined;
  if (!(thrown instanceof RetryLaterError)) return backoffMs(attempt, limits, random);
  const wished = Number.isFinite(thrown.delayMs) ? Math.round(thrown.delayMs) : limits.maxMs;
  return Math.min(MAX_DELAY_MS, Math.max(0, wished));
}
