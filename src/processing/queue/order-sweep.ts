import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OrderQueries } from '../../orders/queries/order-queries.js';
import { OrderRecovery } from '../../orders/recovery/order-recovery.js';
import { Leadership } from '../../cluster/leadership.js';
import { PeriodicTask } from '../../common/periodic-task.js';
import { OrderQueue, QUEUE_CAPACITY } from './order-queue.js';

const SWEEP_INTERVAL_MS = 1000;
/** After this many failures in a row the leader resigns: another instance may still reach the database. */
const MAX_FAILURES = 3;

/** Queues orders that are due by their rows: new orders whose event got lost, retries, and orders whose worker was lost. */
@Injectable()
export class OrderSweep {
  private readonly logger = new Logger(OrderSweep.name);
  /** Two tasks, so that a recovery that meets locked rows does not keep the queue empty. */
  private readonly recovering = this.stepOf('lost', () => this.recover());
  private readonly filling = this.stepOf('due', () => this.fill());

  constructor(
    private readonly orders: OrderQueries,
    private readonly recovery: OrderRecovery,
    private readonly queue: OrderQueue,
    private readonly leadership: Leadership,
  ) {}

  /** Never rejects; the next sweep tries again. */
  @Interval(SWEEP_INTERVAL_MS)
  async sweep(): Promise<void> {
    if (!this.leadership.isMine) return;
    await Promise.all([this.recovering.run(), this.filling.run()]);
  }

  /** Stops sweeping; resolves when the current sweep has ended. */
  async stop(): Promise<void> {
    await Promise.all([this.recovering.stop(), this.filling.stop()]);
  }

  private async recover(): Promise<void> {
    const recovered = await this.recovery.recoverLost((orderId) => this.queue.isAtWork(orderId));
    if (recovered > 0) await this.filling.runAnew();
  }

  private async fill(): Promise<void> {
    // One id more than fits tells the queue that more are due.
    if (await this.queue.isShort()) this.queue.fill(await this.orders.due(QUEUE_CAPACITY + 1));
  }

  private stepOf(kind: string, work: () => Promise<void>): PeriodicTask {
    let failures = 0;
    const step = async (): Promise<void> => {
      await work();
      failures = 0;
    };
    const resignIfTooOften = async (): Promise<void> => {
      if (++failures % MAX_FAILURES === 0) await this.leadership.resign();
    };
    return new PeriodicTask(step, this.logger, `Could not look for ${kind} orders`, resignIfTooOften);
  }
}
