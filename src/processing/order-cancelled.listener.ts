import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { OrderChangedElsewhereEvent } from '../orders/order-changed-elsewhere.event.js';
import { OrderStatusChangedEvent } from '../orders/order-status-changed.event.js';
import { OrderStatus } from '../orders/order-status.js';
import { OrderWorker } from './order-worker.js';

/** Breaks off the work on an order that was cancelled. If the signal gets lost, the fence still keeps the result out. */
@Injectable()
export class OrderCancelledListener {
  constructor(private readonly worker: OrderWorker) {}

  @OnEvent(OrderStatusChangedEvent.eventName)
  onOrderStatusChanged({ orderId, to }: OrderStatusChangedEvent): void {
    if (to === OrderStatus.Cancelled) this.worker.cancel(orderId);
  }

  @OnEvent(OrderChangedElsewhereEvent.eventName)
  onOrderChangedElsewhere({ orderId, isCancelled }: OrderChangedElsewhereEvent): void {
    if (isCancelled) this.worker.cancel(orderId);
  }
}
