import type { ProcessableOrder } from './processable-order.js';

/**
 * The work to do for an order. Extend it, and name your class in `app.module.ts`:
 * `ProcessingModule.forRoot({ processor: YourProcessor })`.
 *
 * Processing is at-least-once: a crash between the work and its record repeats the work. So send `order.idempotencyKey`
 * with every external side effect.
 */
export abstract class OrderProcessor {
  /**
   * Resolves when the order is done. An exception fails the attempt; the order is retried later.
   * @param signal aborts when the result is no longer wanted: time limit, cancel, or a stop of the service
   */
  abstract process(order: ProcessableOrder, signal: AbortSignal): Promise<void>;
}
