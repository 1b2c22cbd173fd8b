import type { Order } from '../../orders/domain/order.entity.js';

/**
 * The work that an order is kept for. Replace the default in `processing.module.ts` with your own.
 *
 * An order may be processed more than once (a crash between the work and its record), so an effect outside should be
 * keyed by `order.orderId`.
 */
export abstract class OrderProcessor {
  /**
   * Resolves when the order is done. What it throws fails the attempt; the order is tried again later.
   * @param signal aborts when the result is not wanted any more: time limit, cancel, or a stop of the service
   */
  abstract process(order: Order, signal: AbortSignal): Promise<void>;
}
