import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Where time comes from, so that tests can own it. */
export abstract class Clock {
  /** Wall time, in milliseconds since 1970, UTC: for what is stored and shown. It jumps when somebody sets the clock. */
  abstract nowMs(): number;

  /** Milliseconds since some moment in the past, with fractions: for durations. It never jumps, and restarts with the process. */
  abstract monotonicMs(): number;

  /** Resolves after `ms` milliseconds; rejects with an `AbortError` as soon as `signal` aborts. */
  abstract sleep(ms: number, signal?: AbortSignal): Promise<void>;

  /** Calls after `ms` milliseconds. @returns what keeps it from doing so */
  abstract schedule(ms: number, call: () => void): () => void;
}

@Injectable()
export class SystemClock extends Clock {
  override nowMs(): number {
    return Date.now();
  }

  override monotonicMs(): number {
    return performance.now();
  }

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await sleep(ms, undefined, { signal });
  }

  override schedule(ms: number, call: () => void): () => void {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  }
}
