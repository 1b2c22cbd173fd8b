/** Thrown by a processor: a retry would not help, so the order fails at once. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** Thrown by a processor: retry after `delayMs`, not earlier. */
export class RetryLaterError extends Error {
  override readonly name = 'RetryLaterError';

  constructor(
    readonly delayMs: number,
    message = `To be tried again in ${delayMs} ms.`,
  ) {
    super(message);
  }
}

/** An attempt exceeded its time limit. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';

  constructor(limitMs: number) {
    super(`Not done within ${limitMs} ms.`);
  }
}

/** Work was aborted because the service stops. */
export class StopError extends Error {
  override readonly name = 'StopError';
}

/** Work was aborted because the order was cancelled. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}
