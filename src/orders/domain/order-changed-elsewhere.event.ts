/** Another instance has moved an order on. Nothing may depend on it alone: what it tells is in the row. */
export class OrderChangedElsewhereEvent {
  static readonly eventName = 'order.changed_elsewhere';

  constructor(
    readonly orderId: string,
    readonly isCancelled: boolean,
  ) {}
}
