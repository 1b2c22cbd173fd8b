import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import {
  OrderChangedElsewhereEvent,
  OrderCreatedEvent,
  OrderStatusChangedEvent,
} from '../orders/domain/order-events.js';
import { OrderStatus } from '../orders/domain/order-status.js';
import { OrderQueue } from './queue/order-queue.js';
import { LeaseKeeper } from './worker/lease-keeper.js';
import { OrderWorker } from './worker/order-worker.js';

/** Tells queue and worker what has happened to orders. A signal that gets lost delays work until the next sweep. */
@Injectable()
export class ProcessingListener {
  constructor(
    private readonly queue: OrderQueue,
    private readonly worker: OrderWorker,
    private readonly leases: LeaseKeeper,
  ) {}

  @OnEvent(OrderCreatedEvent.eventName)
  onOrderCreated({ orderId }: OrderCreatedEvent): void {
    this.queue.add([orderId]);
  }

  /** If the signal of a cancel gets lost, the fence still keeps the result out. */
  @OnEvent(OrderStatusChangedEvent.eventName)
  onOrderStatusChanged({ orderId, from, to }: OrderStatusChangedEvent): void {
    // The only way out of failed is to run again.
    if (from === OrderStatus.Failed) this.queue.add([orderId]);
    if (to === OrderStatus.Cancelled) this.worker.cancel(orderId);
  }

  /** Not believed without a look at the row: another service that shares the Redis may have sent it. */
  @OnEvent(OrderChangedElsewhereEvent.eventName)
  async onOrderChangedElsewhere({ orderId, isCancelled }: OrderChangedElsewhereEvent): Promise<void> {
    if (isCancelled) await this.leases.check(orderId);
  }
}
