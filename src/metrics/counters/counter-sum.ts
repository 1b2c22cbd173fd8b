import { ORDER_STATUSES, OrderStatus } from '../../orders/domain/order-status.js';
import { type CounterState, difference, toCounterState, zeros } from './counter-state.js';

/** In-memory counters, updated by order events. */
export class CounterSum {
  private byStatus = zeros();
  private processingMs = 0;

  created(): void {
    this.byStatus[OrderStatus.Pending]++;
  }

  moved(from: OrderStatus, to: OrderStatus, processingMs: number | null): void {
    this.byStatus[from]--;
    this.byStatus[to]++;
    if (to === OrderStatus.Completed) this.processingMs += processingMs ?? 0;
  }

  removed(orders: CounterState): void {
    this.add(difference(toCounterState([]), orders));
  }

  add({ byStatus, processingMs }: CounterState): void {
    for (const status of ORDER_STATUSES) this.byStatus[status] += byStatus[status];
    this.processingMs += processingMs;
  }

  read(): CounterState {
    return { byStatus: { ...this.byStatus }, processingMs: this.processingMs };
  }
}
