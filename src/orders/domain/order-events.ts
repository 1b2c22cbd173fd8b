import type { OrderStatus, StatusTally } from './order-status.js';
import type { OrderChange } from './order-transition.js';

/*
 * Order events. Each is emitted after its commit is on disk. Events are signals only and may get lost; the row is the
 * source of truth.
 */

/** A commit has changed orders. Emitted before all other events, since the backlog counts by it. */
export class OrdersCommittedEvent {
  static readonly eventName = 'orders.committed';

  constructor(readonly changes: readonly OrderChange[]) {}
}

/** An order was accepted. */
export class OrderCreatedEvent {
  static readonly eventName = 'order.created';

  constructor(readonly orderId: string) {}
}

/** The status of an order has changed. */
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
