import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Clock } from '../../common/clock.js';
import { Shutdown } from '../../common/shutdown.js';
import { OrderChangedElsewhereEvent, OrderStatusChangedEvent } from '../domain/order-events.js';

/** Wakes those who wait for a change of an order. */
@Injectable()
export class OrderWaiters {
  /** What to call when an order changes, by its id. */
  private readonly watchers = new Map<string, Set<() => void>>();

  constructor(
    private readonly clock: Clock,
    private readonly shutdown: Shutdown,
  ) {
    shutdown.signal.addEventListener('abort', () => [...this.watchers.keys()].forEach((id) => this.wake(id)));
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
    const over = new AbortController();
    const end = (): void => over.abort();
    const watchers = this.watchers.get(orderId) ?? new Set();
    this.watchers.set(orderId, watchers.add(end));
    ended.addEventListener('abort', end);
    if (ended.aborted || this.isStopping) end();
    await this.clock.sleep(limitMs, over.signal).catch(() => undefined);
    ended.removeEventListener('abort', end);
    watchers.delete(end);
    if (watchers.size === 0 && this.watchers.get(orderId) === watchers) this.watchers.delete(orderId);
  }

  /** Ids of the orders that somebody waits for. */
  watched(): string[] {
    return [...this.watchers.keys()];
  }

  @OnEvent(OrderStatusChangedEvent.eventName)
  @OnEvent(OrderChangedElsewhereEvent.eventName)
  onOrderChanged({ orderId }: OrderStatusChangedEvent | OrderChangedElsewhereEvent): void {
    this.wake(orderId);
  }

  wake(orderId: string): void {
    this.watchers.get(orderId)?.forEach((end) => end());
  }
}
