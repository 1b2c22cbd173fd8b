import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Settings } from '../../config/settings.js';
import type { Order } from '../../orders/domain/order.entity.js';
import { OrderProcessor } from '../processor/order-processor.js';
import { toProcessableOrder } from '../processor/processable-order.js';
import type { Attempt } from './attempt.js';

/** Hands orders to the processor. */
@Injectable()
export class AttemptRunner {
  constructor(
    private readonly processor: OrderProcessor,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /**
   * @returns how long the work took, in milliseconds
   * @throws what the processor throws, or the reason why the attempt was aborted
   */
  run(order: Order, attempt: Attempt): Promise<number> {
    const process = (signal: AbortSignal): Promise<void> =>
      this.processor.process(toProcessableOrder(order), signal);
    return attempt.run(process, this.clock, this.settings.PROCESSING_TIMEOUT_MS);
  }
}
