import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import {
  OrderCreatedEvent,
  OrdersRemovedEvent,
  OrderStatusChangedEvent,
} from '../orders/domain/order-events.js';
import { toCounterState } from './counters/counter-state.js';
import { OrderCounters } from './counters/order-counters.js';

/** Updates the counters from order events. */
@Injectable()
export class MetricsListener {
  constructor(private readonly counters: OrderCounters) {}

  @OnEvent(OrderCreatedEvent.eventName)
  onOrderCreated(): void {
    this.counters.created();
  }

  @OnEvent(OrderStatusChangedEvent.eventName)
  onOrderStatusChanged({ from, to, processingMs }: OrderStatusChangedEvent): void {
    this.counters.moved(from, to, processingMs);
  }

  @OnEvent(OrdersRemovedEvent.eventName)
  onOrdersRemoved({ removed }: OrdersRemovedEvent): void {
    this.counters.removed(toCounterState(removed));
  }
}
