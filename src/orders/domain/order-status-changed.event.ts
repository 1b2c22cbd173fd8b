import type { OrderStatus } from './order-status.js';

/** An order has moved on, and that is on disk. */
export class OrderStatusChangedEvent {
  static readonly eventName = 'order.status_changed';

  constructor(
    readonly orderId: string,
    readonly from: OrderStatus,
    readonly to: OrderStatus,
    /** How long the attempt took, in milliseconds, if it completed the order. */
    readonly processingMs: number | null,
  ) {}
}
