import type { Logger } from '@nestjs/common';
import { describeError } from './describe-error.js';
import { waitAtMost } from './wait-at-most.js';

/** Work that runs periodically: one run at a time; after a failure the next run tries again. */
export class PeriodicTask {
  private current: Promise<void> | undefined;
  private isOver = false;

  /**
   * @param failure what to log when a run fails
   * @param onFailure called after a failed run; never rejects
   */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly logger: Logger,
    private readonly failure: string,
    private readonly onFailure: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /** Whether the task was stopped: a run of several steps should end after its current step. */
  get isStopped(): boolean {
    return this.isOver;
  }

  /** Starts a run, unless one is in progress or the task was stopped. Resolves when the run ends; never rejects. */
  async run(): Promise<void> {
    if (this.isOver) return;
    this.current ??= this.runOnce().finally(() => (this.current = undefined));
    await this.current;
  }

  /** Resolves when a run has ended that started after this call. */
  async runAnew(): Promise<void> {
    await this.current;
    await this.run();
  }

  /** Prevents further runs. Resolves when the current run has ended, or after `limitMs` milliseconds. */
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
