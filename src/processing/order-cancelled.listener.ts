import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { OrderChangedElsewhereEvent } from '../orders/domain/order-changed-elsewhere.event.js';
import { OrderStatusChangedEvent } from '../orders/domain/order-status-changed.event.js';
import { OrderStatus } from '../orders/domain/order-status.js';
import { LeaseKeeper } from './worker/lease-keeper.js';
import { OrderWorker } from './worker/order-worker.js';

/**
 * Breaks off the work on an order that was cancelled. If the signal gets lost, the fence still keeps the result out. One
 * from elsewhere is not believed without a look at the row: it may be of another service that shares the Redis.
 */
@Injectable()
export class OrderCancelledListener {
  constructor(
    private readonly worker: OrderWorker,
    private readonly leases: LeaseKeeper,
  ) {}

  @OnEvent(OrderStatusChangedEvent.eventName)
  onOrderStatusChanged({ orderId, to }: OrderStatusChangedEvent): void {
    if (to === OrderStatus.Cancelled) this.worker.cancel(orderId);
  }

  @OnEvent(OrderChangedElsewhereEvent.eventName)
  async onOrderChangedElsewhere({ orderId, isCancelled }: OrderChangedElsewhereEvent): Promise<void> {
    if (isCancelled) await this.leases.check(orderId);
  }
}
