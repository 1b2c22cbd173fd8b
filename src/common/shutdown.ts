import { setMaxListeners } from 'node:events';
import { Injectable } from '@nestjs/common';
import { Clock } from './clock.js';

/** Whether the service is stopping, and how long it may take. */
@Injectable()
export class Shutdown {
  private readonly controller = new AbortController();
  /** By the monotonic clock. */
  private deadline = 0;

  constructor(private readonly clock: Clock) {
    // As many listen as there are streams and waits.
    setMaxListeners(0, this.controller.signal);
  }

  /** Aborts when the stop begins: whatever waits without end should end then. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(limitMs: number): void {
    this.deadline = this.clock.monotonicMs() + limitMs;
    this.controller.abort();
  }

  remainingMs(): number {
    return Math.max(0, this.deadline - this.clock.monotonicMs());
  }

  /** Resolves when `work` has ended, or when the stop may take no longer. */
  async waitFor(work: Promise<void>): Promise<void> {
    const ended = new AbortController();
    const timeUp = this.clock.sleep(this.remainingMs(), ended.signal).catch(() => undefined);
    await Promise.race([work, timeUp]);
    ended.abort();
  }
}
