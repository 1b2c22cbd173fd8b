import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OrderAttempts } from '../orders/order-attempts.js';
import { OrderRecovery } from '../orders/order-recovery.js';
import { Leadership } from '../redis/leadership.js';
import { describeError } from './describe-error.js';
import { OrderQueue, QUEUE_CAPACITY } from './order-queue.js';

const SWEEP_INTERVAL_MS = 1000;
/** After so many in a row another instance may have better luck, with a database that this one cannot reach. */
const MAX_FAILURES = 3;

/** Puts in line what is due by its row: new orders whose signal got lost, retries, and what has lost its worker. */
@Injectable()
export class OrderSweep {
  private readonly logger = new Logger(OrderSweep.name);
  private current: Promise<void> | undefined;
  private failures = 0;
  private isStopped = false;

  constructor(
    private readonly attempts: OrderAttempts,
    private readonly recovery: OrderRecovery,
    private readonly queue: OrderQueue,
    private readonly leadership: Leadership,
  ) {}

  /** One sweep at a time; never rejects, the next one tries again. */
  @Interval(SWEEP_INTERVAL_MS)
  async sweep(): Promise<void> {
    if (this.isStopped || !this.leadership.isMine) return;
    this.current ??= this.collect().finally(() => (this.current = undefined));
    await this.current;
  }

  /** Sweeps no more; resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.current;
  }

  private async collect(): Promise<void> {
    try {
      await this.recovery.recoverLost((orderId) => this.queue.isAtWork(orderId));
      // One more than fits tells the queue that there is more.
      if (await this.queue.isShort()) this.queue.fill(await this.attempts.due(QUEUE_CAPACITY + 1));
      this.failures = 0;
    } catch (error) {
      this.logger.warn(`Could not look for due orders: ${describeError(error)}`);
      await this.noteFailure();
    }
  }

  private async noteFailure(): Promise<void> {
    this.failures++;
    if (this.failures < MAX_FAILURES) return;
    this.failures = 0;
    await this.leadership.resign();
  }
}
