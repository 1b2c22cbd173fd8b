import type { OrderStatus, StatusTally } from './order-status.js';
import type { OrderChange } from './order-transition.js';

/*
 * Events of orders. Each is emitted after its commit is on disk, and is a signal only: it may get lost, and the row has
 * all that it tells.
 */

/** A commit has changed orders. Listeners run before anything else does: room for orders is counted by it. */
export class OrdersCommittedEvent {
  static readonly eventName = 'orders.committed';

  constructor(readonly changes: readonly OrderChange[]) {}
}

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
