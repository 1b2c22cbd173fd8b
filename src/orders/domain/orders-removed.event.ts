import type { StatusTally } from './status-tally.js';

/** Orders are gone for good, and that is on disk. */
export class OrdersRemovedEvent {
  static readonly eventName = 'orders.removed';

  constructor(readonly removed: readonly StatusTally[]) {}
}
