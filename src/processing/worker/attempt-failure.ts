import type { AttemptFailure } from '../../orders/domain/order-rules.js';
import { type BackoffLimits, backoffMs } from './backoff.js';
import { describeError } from '../../common/describe-error.js';
import { PermanentError, RetryLaterError } from '../processor/processing-errors.js';

/** No delay is longer than this, whatever a processor asks for. */
const MAX_DELAY_MS = 30 * 86_400_000;

/**
 * What follows from what a processor threw.
 * @param attempt the attempt that failed, counted from 1 since the order was taken or run again
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
