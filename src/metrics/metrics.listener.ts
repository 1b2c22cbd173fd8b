import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { OrderCreatedEvent } from '../orders/order-created.event.js';
import { OrderStatusChangedEvent } from '../orders/order-status-changed.event.js';
import { OrderCounters } from './order-counters.js';

/** Keeps the counters by what happens to orders. */
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
}
