import { setMaxListeners } from 'node:events';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Settings } from '../../config/settings.js';
import { OrderAttempts } from '../../orders/order-attempts.js';
import { OrderLocked } from '../../orders/domain/order-errors.js';
import type { Order } from '../../orders/domain/order.entity.js';
import { toAttemptFailure } from './attempt-failure.js';
import { Attempt } from './attempt.js';
import { describeError } from '../../common/describe-error.js';
import { LeaseKeeper } from './lease-keeper.js';
import { OrderProcessor } from '../processor/order-processor.js';
import { CancelledError, StopError } from '../processor/processing-errors.js';
import { UnavailableError } from '../../common/domain-error.js';

/** How long a worker waits after the database has refused it, before it does anything else. */
const RECOVERY_MS = 500;
/** For how long a worker that stops tries to record or to hand back what it has, and how long it waits between two tries. */
const LAST_TRIES_MS = 3500;
const LAST_PAUSE_MS = 100;

/** Takes one order through one attempt: claim, process, record how it ended. */
@Injectable()
export class OrderWorker {
  private readonly logger = new Logger(OrderWorker.name);
  private readonly running = new Map<string, Attempt>();
  private readonly stopping = new AbortController();
  /** By the monotonic clock: when it is over even for what has not been recorded. */
  private deadline = Infinity;

  constructor(
    private readonly attempts: OrderAttempts,
    private readonly leases: LeaseKeeper,
    private readonly processor: OrderProcessor,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    // As many listen as there are records that wait for the database.
    setMaxListeners(0, this.stopping.signal);
  }

  /**
   * Never rejects: an order whose claim or record fails keeps its row, and the sweep finds it again.
   * @returns false if it is left like that, perhaps as `processing`
   * @param free called when the work itself has ended: the next order's claim shares the commit of this one's record
   */
  async work(orderId: string, free: () => void): Promise<boolean> {
    // Before the claim: a cancel may share its commit, and is announced before this goes on.
    const attempt = new Attempt();
    this.running.set(orderId, attempt);
    try {
      const order = await this.attempts.claim(orderId);
      if (order) await this.performWithLease(order, attempt, free);
      return true;
    } catch (error) {
      this.logger.error(`Order ${orderId} is left to the sweep: ${describeError(error)}`);
      // Whoever can claim nothing must not take everybody's ids out of the line, one after the other.
      if (!(error instanceof OrderLocked)) await this.rest().catch(() => undefined);
      return false;
    } finally {
      this.running.delete(orderId);
    }
  }

  /** Breaks off work that nobody wants the result of. */
  cancel(orderId: string): void {
    this.running.get(orderId)?.abort(new CancelledError('The order was cancelled.'));
  }

  /** Breaks off all running work; what was worked on goes back to `pending`. */
  stop(): void {
    this.deadline = this.clock.monotonicMs() + LAST_TRIES_MS;
    this.stopping.abort();
    for (const attempt of this.running.values()) attempt.abort(new StopError('The service stops.'));
  }

  private async performWithLease(order: Order, attempt: Attempt, free: () => void): Promise<void> {
    const letGo = this.leases.hold(order, () => attempt.abort(new CancelledError('The order was lost.')));
    await this.perform(order, attempt, free).finally(letGo);
  }

  private async perform(order: Order, attempt: Attempt, free: () => void): Promise<void> {
    const process = (signal: AbortSignal): Promise<void> => this.processor.process(order, signal);
    let recorded: Promise<void>;
    try {
      const processingMs = await attempt.run(process, this.clock, this.settings.PROCESSING_TIMEOUT_MS);
      recorded = this.record(() => this.attempts.complete(order, processingMs));
    } catch (error) {
      recorded = this.recordBroken(order, error, error === attempt.reason);
    }
    free();
    await recorded;
  }

  private async recordBroken(order: Order, error: unknown, isBrokenOff: boolean): Promise<void> {
    if (isBrokenOff && error instanceof CancelledError) return;
    if (isBrokenOff && error instanceof StopError) await this.record(() => this.attempts.release(order));
    else await this.recordFailure(order, error);
  }

  private async recordFailure(order: Order, error: unknown): Promise<void> {
    const limits = { baseMs: this.settings.RETRY_BASE_MS, maxMs: this.settings.RETRY_MAX_MS };
    const failure = toAttemptFailure(error, order.attempts - order.spentAttempts, limits, Math.random());
    await this.record(() => this.attempts.fail(order, failure));
  }

  /** Work that is done must not be done again only because the database was away for a moment, or a row locked. */
  private async record(write: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await write();
        return;
      } catch (error) {
        if (!(error instanceof UnavailableError) || this.clock.monotonicMs() >= this.deadline) throw error;
      }
      await this.restBeforeNextTry();
    }
  }

  private async restBeforeNextTry(): Promise<void> {
    if (this.stopping.signal.aborted) await this.clock.sleep(LAST_PAUSE_MS);
    else await this.rest().catch(() => undefined);
  }

  private rest(): Promise<void> {
    return this.clock.sleep(RECOVERY_MS, this.stopping.signal);
  }
}
