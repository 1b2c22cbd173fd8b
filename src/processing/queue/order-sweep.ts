import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OrderQueries } from '../../orders/queries/order-queries.js';
import { OrderRecovery } from '../../orders/recovery/order-recovery.js';
import { Leadership } from '../../cluster/leadership.js';
import { describeError } from '../../common/describe-error.js';
import { OrderQueue, QUEUE_CAPACITY } from './order-queue.js';
import { SweepStep } from './sweep-step.js';

const SWEEP_INTERVAL_MS = 1000;

/** Puts in line what is due by its row: new orders whose signal got lost, retries, and what has lost its worker. */
@Injectable()
export class OrderSweep {
  private readonly logger = new Logger(OrderSweep.name);
  /** Neither waits for the other: a recovery that meets locked rows must not keep the line empty. */
  private readonly recovering = this.stepOf('lost', () => this.recover());
  private readonly filling = this.stepOf('due', () => this.fill());
  private isStopped = false;

  constructor(
    private readonly orders: OrderQueries,
    private readonly recovery: OrderRecovery,
    private readonly queue: OrderQueue,
    private readonly leadership: Leadership,
  ) {}

  /** Never rejects, the next one tries again. */
  @Interval(SWEEP_INTERVAL_MS)
  async sweep(): Promise<void> {
    if (this.isStopped || !this.leadership.isMine) return;
    await Promise.all([this.recovering.run(), this.filling.run()]);
  }

  /** Sweeps no more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.recovering.ended();
    await this.filling.ended();
  }

  private async recover(): Promise<void> {
    const recovered = await this.recovery.recoverLost((orderId) => this.queue.isAtWork(orderId));
    if (recovered > 0 && !this.isStopped) await this.filling.runAnew();
  }

  private async fill(): Promise<void> {
    // One more than fits tells the queue that there is more.
    if (await this.queue.isShort()) this.queue.fill(await this.orders.due(QUEUE_CAPACITY + 1));
  }

  private stepOf(kind: string, work: () => Promise<void>): SweepStep {
    return new SweepStep(work, async (error, isTooOften) => {
      this.logger.warn(`Could not look for ${kind} orders: ${describeError(error)}`);
      if (isTooOften) await this.leadership.resign();
    });
  }
}
