import type { ProcessableOrder } from './processable-order.js';

/**
 * The work that an order is kept for. Extend it, and name your class in `app.module.ts`:
 * `ProcessingModule.forRoot({ processor: YourProcessor })`.
 *
 * Processing is at least once: a crash between the work and its record repeats the work. So give `order.idempotencyKey`
 * to whatever has an effect outside.
 */
export abstract class OrderProcessor {
  /**
   * Resolves when the order is done. What it throws fails the attempt; the order is tried again later.
   * @param signal aborts when the result is no longer wanted: time limit, cancel, or a stop of the service
   */
  abstract process(order: ProcessableOrder, signal: AbortSignal): Promise<void>;
}
