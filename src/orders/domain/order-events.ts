import type { OrderStatus, StatusTally } from './order-status.js';

/*
 * Events of orders. Each is emitted after its commit is on disk, and is a signal only: it may get lost, and the row has
 * all that it tells.
 */

/** An order was taken. */
export class OrderCreatedEvent {
  static readonly eventName = 'order.created';

  constructor(readonly orderId: string) {}
}

/** An order has another status. */
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

/** Another instance has changed an order. */
export class OrderChangedElsewhereEvent {
  static readonly eventName = 'order.changed_elsewhere';

  constructor(
    readonly orderId: string,
    readonly isCancelled: boolean,
  ) {}
}

/** Orders were removed for good. */
export class OrdersRemovedEvent {
  static readonly eventName = 'orders.removed';

  constructor(readonly removed: readonly StatusTally[]) {}
}
