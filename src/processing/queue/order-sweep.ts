import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OrderQueries } from '../../orders/queries/order-queries.js';
import { OrderRecovery } from '../../orders/recovery/order-recovery.js';
import { Leadership } from '../../cluster/leadership.js';
import { PeriodicTask } from '../../common/periodic-task.js';
import { OrderQueue, QUEUE_CAPACITY } from './order-queue.js';

const SWEEP_INTERVAL_MS = 1000;
/** After so many failures in a row another instance may have better luck, with a database that this one cannot reach. */
const MAX_FAILURES = 3;

/** Puts in line what is due by its row: new orders whose signal got lost, retries, and what has lost its worker. */
@Injectable()
export class OrderSweep {
  private readonly logger = new Logger(OrderSweep.name);
  /** Neither waits for the other: a recovery that meets locked rows must not keep the line empty. */
  private readonly recovering = this.stepOf('lost', () => this.recover());
  private readonly filling = this.stepOf('due', () => this.fill());

  constructor(
    private readonly orders: OrderQueries,
    private readonly recovery: OrderRecovery,
    private readonly queue: OrderQueue,
    private readonly leadership: Leadership,
  ) {}

  /** Never rejects, the next one tries again. */
  @Interval(SWEEP_INTERVAL_MS)
  async sweep(): Promise<void> {
    if (!this.leadership.isMine) return;
    await Promise.all([this.recovering.run(), this.filling.run()]);
  }

  /** Sweeps no more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    await Promise.all([this.recovering.stop(), this.filling.stop()]);
  }

  private async recover(): Promise<void> {
    const recovered = await this.recovery.recoverLost((orderId) => this.queue.isAtWork(orderId));
    if (recovered > 0) await this.filling.runAnew();
  }

  private async fill(): Promise<void> {
    // One more than fits tells the queue that there is more.
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
