import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { OrderStatusChangedEvent } from '../orders/domain/order-status-changed.event.js';
import { OrderStatus } from '../orders/domain/order-status.js';
import { OrderQueue } from './queue/order-queue.js';

/** Wakes the queue for an order that is asked to run again, so that it need not wait for the sweep. */
@Injectable()
export class OrderRetriedListener {
  constructor(private readonly queue: OrderQueue) {}

  @OnEvent(OrderStatusChangedEvent.eventName)
  onOrderStatusChanged({ orderId, from }: OrderStatusChangedEvent): void {
    // The only way out of failed is to run again.
    if (from === OrderStatus.Failed) this.queue.add([orderId]);
  }
}
