import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import {
  OrderCreatedEvent,
  OrdersCommittedEvent,
  OrdersRemovedEvent,
  OrderStatusChangedEvent,
} from '../domain/order-events.js';
import type { OrderChange } from '../domain/order-transition.js';
import type { StatusTally } from '../domain/order-status.js';

/** Emits an event for each committed change. Never throws. */
@Injectable()
export class OrderEventPublisher {
  private readonly logger = new Logger(OrderEventPublisher.name);

  constructor(private readonly emitter: EventEmitter2) {}

  publish(changes: readonly OrderChange[]): void {
    this.guard(() => this.emitter.emit(OrdersCommittedEvent.eventName, new OrdersCommittedEvent(changes)));
    for (const change of changes) this.guard(() => this.emit(change));
  }

  publishRemoval(removed: readonly StatusTally[]): void {
    this.guard(() => this.emitter.emit(OrdersRemovedEvent.eventName, new OrdersRemovedEvent(removed)));
  }

  /** A listener that fails must not fail the store. */
  private guard(emit: () => void): void {
    try {
      emit();
    } catch (error) {
      this.logger.error(`A listener failed: ${String(error)}`);
    }
  }

  private emit({ from, order }: OrderChange): void {
    if (from === null) {
      this.emitter.emit(OrderCreatedEvent.eventName, new OrderCreatedEvent(order.orderId));
    } else if (order.status !== from) {
      const event = new OrderStatusChangedEvent(order.orderId, from, order.status, order.processingMs);
      this.emitter.emit(OrderStatusChangedEvent.eventName, event);
    }
  }
}
