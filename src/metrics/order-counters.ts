import { Injectable } from '@nestjs/common';
import type { StatusTally } from '../orders/status-tally.js';
import { ORDER_STATUSES, OrderStatus } from '../orders/order-status.js';

export interface CounterState {
  readonly byStatus: Readonly<Record<OrderStatus, number>>;
  /** Total over completed orders, in milliseconds. */
  readonly processingMs: number;
}

/** How many orders there are of each status, and how long the completed ones took. */
@Injectable()
export class OrderCounters {
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

  read(): CounterState {
    return { byStatus: { ...this.byStatus }, processingMs: this.processingMs };
  }

  add({ byStatus, processingMs }: CounterState): void {
    for (const status of ORDER_STATUSES) this.byStatus[status] += byStatus[status];
    this.processingMs += processingMs;
  }
}

export function toCounterState(tally: readonly StatusTally[]): CounterState {
  const byStatus = zeros();
  for (const { status, orders } of tally) byStatus[status] = orders;
  const completed = tally.find(({ status }) => status === OrderStatus.Completed);
  return { byStatus, processingMs: completed?.processingMs ?? 0 };
}

/** What has to be added to `subtrahend` for it to become `minuend`. */
export function difference(minuend: CounterState, subtrahend: CounterState): CounterState {
  const byStatus = zeros();
  for (const status of ORDER_STATUSES)
    byStatus[status] = minuend.byStatus[status] - subtrahend.byStatus[status];
  return { byStatus, processingMs: minuend.processingMs - subtrahend.processingMs };
}

function zeros(): Record<OrderStatus, number> {
  return Object.fromEntries(ORDER_STATUSES.map((status) => [status, 0])) as Record<OrderStatus, number>;
}
