import type { Logger } from '@nestjs/common';
import { describeError } from './describe-error.js';
import { waitAtMost } from './wait-at-most.js';

/** Work that is due again and again: one run at a time, and a failure is made up for by the next run. */
export class PeriodicTask {
  private current: Promise<void> | undefined;
  private isOver = false;

  /**
   * @param failure what to log when a run fails
   * @param onFailure what else to do then; never rejects
   */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly logger: Logger,
    private readonly failure: string,
    private readonly onFailure: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /** Whether it was stopped: a run that has several steps should end with the one that it is at. */
  get isStopped(): boolean {
    return this.isOver;
  }

  /** Begins a run, unless one is under way or the task was stopped. Resolves when the run has ended; never rejects. */
  async run(): Promise<void> {
    if (this.isOver) return;
    this.current ??= this.runOnce().finally(() => (this.current = undefined));
    await this.current;
  }

  /** Resolves when a run has ended that begins after now. */
  async runAnew(): Promise<void> {
    await this.current;
    await this.run();
  }

  /** Begins no run any more. Resolves when the last one has ended, or after so many milliseconds. */
  async stop(limitMs?: number): Promise<void> {
    this.isOver = true;
    if (!this.current) return;
    if (limitMs === undefined) await this.current;
    else await waitAtMost(limitMs, this.current);
  }

  private async runOnce(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      if (this.isOver) return;
      this.logger.warn(`${this.failure}: ${describeError(error)}`);
      await this.onFailure();
    }
  }
}
