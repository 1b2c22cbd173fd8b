import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Clock } from '../../common/clock.js';
import { Shutdown } from '../../common/shutdown.js';
import { WakeUps } from '../../common/wake-ups.js';
import { OrderChangedElsewhereEvent, OrderStatusChangedEvent } from '../domain/order-events.js';

/** Wakes those who wait for a change of an order. */
@Injectable()
export class OrderWaiters {
  /** Those who wait, by order id. */
  private readonly waiters = new Map<string, WakeUps>();

  constructor(
    private readonly clock: Clock,
    private readonly shutdown: Shutdown,
  ) {
    shutdown.signal.addEventListener('abort', () => this.waiters.forEach((waiters) => waiters.wake()));
  }

  get isStopping(): boolean {
    return this.shutdown.signal.aborted;
  }

  /**
   * Watches from the moment of the call on.
   * @param ended aborts when nobody waits any more
   * @returns resolves at the next change, after `limitMs`, when nobody waits any more, or when the service stops
   */
  async nextChange(orderId: string, limitMs: number, ended: AbortSignal): Promise<void> {
    if (this.isStopping) return;
    const waiters = this.waiters.get(orderId) ?? new WakeUps(this.clock);
    this.waiters.set(orderId, waiters);
    await waiters.next(limitMs, ended);
    if (waiters.isEmpty && this.waiters.get(orderId) === waiters) this.waiters.delete(orderId);
  }

  /** Ids of the orders that somebody waits for. */
  watched(): string[] {
    return [...this.waiters.keys()];
  }

  @OnEvent(OrderStatusChangedEvent.eventName)
  @OnEvent(OrderChangedElsewhereEvent.eventName)
  onOrderChanged({ orderId }: OrderStatusChangedEvent | OrderChangedElsewhereEvent): void {
    this.wake(orderId);
  }

  wake(orderId: string): void {
    this.waiters.get(orderId)?.wake();
  }
}
