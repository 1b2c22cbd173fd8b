import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { OrderCreatedEvent } from './order-created.event.js';
import type { OrderChange } from './order-change.js';
import { OrderStatusChangedEvent } from './order-status-changed.event.js';

/** Tells the rest of the service what has been committed. */
@Injectable()
export class OrderAnnouncer {
  constructor(private readonly emitter: EventEmitter2) {}

  announce(changes: readonly OrderChange[]): void {
    for (const { from, order } of changes) {
      if (from === null) {
        this.emitter.emit(OrderCreatedEvent.eventName, new OrderCreatedEvent(order.orderId));
      } else {
        const event = new OrderStatusChangedEvent(order.orderId, from, order.status, order.processingMs);
        this.emitter.emit(OrderStatusChangedEvent.eventName, event);
      }
    }
  }
}
