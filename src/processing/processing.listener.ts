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

/** Tells queue and worker what has happened to orders. A lost event delays work until the next sweep. */
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

  /** If the event of a cancel gets lost, the fence still rejects the result. */
  @OnEvent(OrderStatusChangedEvent.eventName)
  onOrderStatusChanged({ orderId, from, to }: OrderStatusChangedEvent): void {
    // A retry is the only transition out of failed.
    if (from === OrderStatus.Failed) this.queue.add([orderId]);
    if (to === OrderStatus.Cancelled) this.worker.cancel(orderId);
  }

  /** The row is checked first: another service on the same Redis may have sent the message. */
  @OnEvent(OrderChangedElsewhereEvent.eventName)
  async onOrderChangedElsewhere({ orderId, isCancelled }: OrderChangedElsewhereEvent): Promise<void> {
    if (isCancelled) await this.leases.check(orderId);
  }
}
