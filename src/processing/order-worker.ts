import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import type { Order } from '../orders/order.entity.js';
import { OrdersService } from '../orders/orders.service.js';
import { runAttempt } from './attempt.js';
import { describeError } from './describe-error.js';
import { OrderProcessor } from './order-processor.js';

/** Work was broken off because the service stops. */
class StopError extends Error {
  override readonly name = 'StopError';
}

/** Takes one order through one attempt: claim, process, record how it ended. */
@Injectable()
export class OrderWorker {
  private readonly logger = new Logger(OrderWorker.name);
  private readonly running = new Set<AbortController>();

  constructor(
    private readonly orders: OrdersService,
    private readonly processor: OrderProcessor,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** Never rejects: an order whose claim or record fails keeps its row, and the sweep finds it again. */
  async work(orderId: string): Promise<void> {
    try {
      const order = await this.orders.claim(orderId);
      if (order) await this.perform(order);
    } catch (error) {
      this.logger.error(`Order ${orderId} is left to the sweep: ${describeError(error)}`);
    }
  }

  /** Breaks off all running work; what was worked on goes back to `pending`. */
  stop(): void {
    for (const controller of this.running) controller.abort(new StopError('The service stops.'));
  }

  private async perform(order: Order): Promise<void> {
    const controller = new AbortController();
    this.running.add(controller);
    try {
      await runAttempt(
        (signal) => this.processor.process(order, signal),
        controller,
        this.clock,
        this.settings.PROCESSING_TIMEOUT_MS,
      );
      await this.orders.complete(order);
    } catch (error) {
      if (error instanceof StopError) await this.orders.release(order);
      else await this.orders.failAttempt(order, describeError(error));
    } finally {
      this.running.delete(controller);
    }
  }
}
