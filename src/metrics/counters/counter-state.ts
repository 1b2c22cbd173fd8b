import { ORDER_STATUSES, OrderStatus, type StatusTally } from '../../orders/domain/order-status.js';

/** The number of orders by status, and the processing time of completed orders. */
export interface CounterState {
  readonly byStatus: Readonly<Record<OrderStatus, number>>;
  /** Total over completed orders, in milliseconds. */
  readonly processingMs: number;
}

export function toCounterState(tally: readonly StatusTally[]): CounterState {
  const byStatus = zeros();
  for (const { status, orders } of tally) byStatus[status] = orders;
  const completed = tally.find(({ status }) => status === OrderStatus.Completed);
  return { byStatus, processingMs: completed?.processingMs ?? 0 };
}

/** `minuend` minus `subtrahend`. */
export function difference(minuend: CounterState, subtrahend: CounterState): CounterState {
  const byStatus = zeros();
  for (const status of ORDER_STATUSES)
    byStatus[status] = minuend.byStatus[status] - subtrahend.byStatus[status];
  return { byStatus, processingMs: minuend.processingMs - subtrahend.processingMs };
}

export function zeros(): Record<OrderStatus, number> {
  return Object.fromEntries(ORDER_STATUSES.map((status) => [status, 0])) as Record<OrderStatus, number>;
}
