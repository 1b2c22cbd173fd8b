/** An order is on disk. A wake-up signal: nothing may depend on it alone. */
export class OrderCreatedEvent {
  static readonly eventName = 'order.created';

  constructor(readonly orderId: string) {}
}
