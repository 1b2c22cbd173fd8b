export interface BackoffLimits {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * Capped exponential backoff with full jitter: a random delay below `baseMs · 2^(attempt − 1)`, at most `maxMs`.
 * After Marc Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
 * @param attempt the attempt that failed, from 1
 * @param random a number in [0, 1)
 */
export function backoffMs(attempt: number, { baseMs, maxMs }: BackoffLimits, random: number): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return Math.floor(random * (ceiling + 1));
}
