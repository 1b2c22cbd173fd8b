import type { Clock } from '../../common/clock.js';
import { TimeLimitError } from '../processor/processing-errors.js';

/** One attempt at an order: it ends when the work is done, when it is aborted, or at its time limit. */
export class Attempt {
  private readonly controller = new AbortController();
  private giveUp: (reason: Error) => void = () => undefined;

  /** Why it was aborted, if it was. */
  get reason(): unknown {
    const { signal } = this.controller;
    return signal.aborted ? (signal.reason as unknown) : undefined;
  }

  /** Aborts it, now or as soon as it begins. Does not wait for work that ignores its signal. */
  abort(reason: Error): void {
    this.controller.abort(reason);
    this.giveUp(reason);
  }

  /**
   * @returns how long the work took, in milliseconds
   * @throws what the work throws, or the reason why it was aborted
   */
  async run(work: (signal: AbortSignal) => Promise<void>, clock: Clock, limitMs: number): Promise<number> {
    const { signal } = this.controller;
    signal.throwIfAborted();
    const beganAt = clock.monotonicMs();
    const cancelLimit = clock.schedule(limitMs, () => this.abort(new TimeLimitError(limitMs)));
    try {
      await new Promise<void>((resolve, reject) => {
        this.giveUp = reject;
        work(signal).then(resolve, reject);
      });
      return Math.round(clock.monotonicMs() - beganAt);
    } finally {
      cancelLimit();
    }
  }
}
