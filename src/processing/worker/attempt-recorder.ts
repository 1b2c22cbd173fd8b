import { setMaxListeners } from 'node:events';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { UnavailableError } from '../../common/domain-error.js';
import { Settings } from '../../config/settings.js';
import type { Order } from '../../orders/domain/order.entity.js';
import { OrderAttempts } from '../../orders/order-attempts.js';
import { toAttemptFailure } from './attempt-failure.js';

/** The pause after the database has refused a record. */
const RECOVERY_MS = 500;
/** During a stop: how long to retry what is not recorded yet, and the pause between two tries. */
const LAST_TRIES_MS = 3500;
const LAST_PAUSE_MS = 100;

/** Records how attempts ended. Retries, so that an outage or a locked row does not repeat work that is done. */
@Injectable()
export class AttemptRecorder {
  private readonly stopping = new AbortController();
  /** By the monotonic clock: when retries end. */
  private deadline = Infinity;

  constructor(
    private readonly attempts: OrderAttempts,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    // Each record that waits for the database is a listener.
    setMaxListeners(0, this.stopping.signal);
  }

  completed(order: Order, processingMs: number): Promise<void> {
    return this.record(() => this.attempts.complete(order, processingMs));
  }

  /** @param error what the processor has thrown */
  async failed(order: Order, error: unknown): Promise<void> {
    const limits = { baseMs: this.settings.RETRY_BASE_MS, maxMs: this.settings.RETRY_MAX_MS };
    const failure = toAttemptFailure(error, order.attempts - order.spentAttempts, limits, Math.random());
    await this.record(() => this.attempts.fail(order, failure));
  }

  /** Hands the order back: the attempt does not count. */
  brokenOff(order: Order): Promise<void> {
    return this.record(() => this.attempts.release(order));
  }

  /** Ends all retries within a few seconds. */
  stop(): void {
    this.deadline = this.clock.monotonicMs() + LAST_TRIES_MS;
    this.stopping.abort();
  }

  private async record(write: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await write();
        return;
      } catch (error) {
        if (!(error instanceof UnavailableError) || this.clock.monotonicMs() >= this.deadline) throw error;
      }
      await this.pause();
    }
  }

  private async pause(): Promise<void> {
    const { signal } = this.stopping;
    if (signal.aborted) await this.clock.sleep(LAST_PAUSE_MS);
    else await this.clock.sleep(RECOVERY_MS, signal).catch(() => undefined);
  }
}
