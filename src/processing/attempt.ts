import type { Clock } from '../common/clock.js';
import { TimeLimitError } from './processing-errors.js';

/**
 * Runs `work` until it is done, until `controller` is aborted from outside, or until the time limit aborts it.
 * Work that ignores its signal is not waited for.
 * @throws what the work throws, or the reason of the abort
 */
export async function runAttempt(
  work: (signal: AbortSignal) => Promise<void>,
  controller: AbortController,
  clock: Clock,
  limitMs: number,
): Promise<void> {
  const { signal } = controller;
  signal.throwIfAborted();
  const over = new AbortController();
  const limit = clock.sleep(limitMs, over.signal).then(
    () => controller.abort(new TimeLimitError(limitMs)),
    () => undefined,
  );
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // Nobody may be listening any more when it comes.
  aborted.catch(() => undefined);
  try {
    await Promise.race([work(signal), aborted]);
  } finally {
    over.abort();
    await limit;
  }
}
