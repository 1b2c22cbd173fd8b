import { Injectable, Logger } from '@nestjs/common';
import { describeError } from '../../common/describe-error.js';
import { OrderLocked } from '../../orders/domain/order-errors.js';
import type { Order } from '../../orders/domain/order.entity.js';
import { CancelledError, StopError } from '../processor/processing-errors.js';
import { AttemptRecorder } from './attempt-recorder.js';
import { AttemptRunner } from './attempt-runner.js';
import { Attempt } from './attempt.js';
import { type HeldLease, LeaseKeeper } from './lease-keeper.js';
import { WorkerPauses } from './worker-pauses.js';

const LOST = 'The order was lost.';

/** Takes one order through one attempt: claim, process, record how it ended. */
@Injectable()
export class OrderWorker {
  private readonly logger = new Logger(OrderWorker.name);
  private readonly running = new Map<string, Attempt>();

  constructor(
    private readonly leases: LeaseKeeper,
    private readonly runner: AttemptRunner,
    private readonly recorder: AttemptRecorder,
    private readonly pauses: WorkerPauses,
  ) {}

  /**
   * Never rejects: an order whose claim or record fails keeps its row, and the sweep finds it again.
   * @returns false in that case; the order may then still be `processing`
   * @param free called when the work itself has ended: the next order's claim shares the commit of this one's record
   */
  async work(orderId: string, free: () => void): Promise<boolean> {
    // Before the claim: a cancel in the same commit is announced before the claim returns.
    const attempt = new Attempt();
    this.running.set(orderId, attempt);
    try {
      const lease = await this.claim(orderId, attempt, free);
      if (lease) await this.perform(lease.order, attempt, free).finally(lease.letGo);
      return true;
    } catch (error) {
      this.logger.error(`Order ${orderId} is left to the sweep: ${describeError(error)}`);
      await this.pauses.afterFailure();
      return false;
    } finally {
      this.running.delete(orderId);
    }
  }

  /** Aborts the work on a cancelled order. */
  cancel(orderId: string): void {
    this.running.get(orderId)?.abort(new CancelledError('The order was cancelled.'));
  }

  /** Aborts all running work; these orders go back to `pending`. */
  stop(): void {
    this.recorder.stop();
    for (const attempt of this.running.values()) attempt.abort(new StopError('The service stops.'));
  }

  /** @returns undefined if there is nothing to claim, or another transaction has locked the order */
  private async claim(orderId: string, attempt: Attempt, free: () => void): Promise<HeldLease | undefined> {
    try {
      return await this.leases.claim(orderId, () => attempt.abort(new CancelledError(LOST)));
    } catch (error) {
      if (!(error instanceof OrderLocked)) throw error;
      // The slot takes other orders. Until the pause ends this one counts as being worked on, so nobody queues it again.
      free();
      await this.pauses.afterLock();
      return undefined;
    }
  }

  private async perform(order: Order, attempt: Attempt, free: () => void): Promise<void> {
    let recorded: Promise<void>;
    try {
      recorded = this.recorder.completed(order, await this.runner.run(order, attempt));
    } catch (error) {
      recorded = this.recordBroken(order, error, error === attempt.reason);
    }
    free();
    await recorded;
  }

  private async recordBroken(order: Order, error: unknown, isBrokenOff: boolean): Promise<void> {
    if (isBrokenOff && error instanceof CancelledError) return;
    if (isBrokenOff && error instanceof StopError) await this.recorder.brokenOff(order);
    else await this.recorder.failed(order, error);
  }
}
