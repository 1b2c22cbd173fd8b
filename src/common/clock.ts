import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** The source of time; tests replace it. */
export abstract class Clock {
  /** Wall time, in milliseconds since 1970, UTC: for stored and shown times. It jumps when somebody sets the clock. */
  abstract nowMs(): number;

  /** Milliseconds since an arbitrary start, with fractions: for durations. Never jumps; restarts with the process. */
  abstract monotonicMs(): number;

  /** Resolves after `ms` milliseconds; rejects with an `AbortError` as soon as `signal` aborts. */
  abstract sleep(ms: number, signal?: AbortSignal): Promise<void>;

  /** Calls `call` after `ms` milliseconds. @returns a function that cancels the call */
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
