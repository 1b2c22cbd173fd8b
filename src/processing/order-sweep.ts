import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OrdersService } from '../orders/orders.service.js';
import { describeError } from './describe-error.js';
import { QUEUE_CAPACITY } from './memory-order-queue.js';
import { OrderQueue } from './order-queue.js';

const SWEEP_INTERVAL_MS = 1000;

/** Puts in line what is due by its row: new orders whose signal got lost, retries, and what has lost its worker. */
@Injectable()
export class OrderSweep {
  private readonly logger = new Logger(OrderSweep.name);
  private current: Promise<void> | undefined;

  constructor(
    private readonly orders: OrdersService,
    private readonly queue: OrderQueue,
  ) {}

  /** One sweep at a time; never rejects, the next one tries again. */
  @Interval(SWEEP_INTERVAL_MS)
  sweep(): Promise<void> {
    this.current ??= this.collect().finally(() => (this.current = undefined));
    return this.current;
  }

  private async collect(): Promise<void> {
    try {
      // One more than fits tells the queue that there is more.
      this.queue.add(await this.orders.collectDue(QUEUE_CAPACITY + 1));
    } catch (error) {
      this.logger.warn(`Could not look for due orders: ${describeError(error)}`);
    }
  }
}
