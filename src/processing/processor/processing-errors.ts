/** Thrown by a processor: trying again would not help, the order fails at once. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** Thrown by a processor: try again, but not before `delayMs` have passed. */
export class RetryLaterError extends Error {
  override readonly name = 'RetryLaterError';

  constructor(
    readonly delayMs: number,
    message = `To be tried again in ${delayMs} ms.`,
  ) {
    super(message);
  }
}

/** An attempt took longer than it may. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';

  constructor(limitMs: number) {
    super(`Not done within ${limitMs} ms.`);
  }
}

/** Work was broken off because the service stops. */
export class StopError extends Error {
  override readonly name = 'StopError';
}

/** Work was broken off because the order was cancelled. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}
