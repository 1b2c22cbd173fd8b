import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { OrderCreatedEvent } from '../orders/domain/order-created.event.js';
import { OrderQueue } from './queue/order-queue.js';

/** Wakes the queue for each new order, so that it need not wait for the sweep. */
@Injectable()
export class OrderCreatedListener {
  constructor(private readonly queue: OrderQueue) {}

  @OnEvent(OrderCreatedEvent.eventName)
  onOrderCreated({ orderId }: OrderCreatedEvent): void {
    this.queue.add([orderId]);
  }
}
