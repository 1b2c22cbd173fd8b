import { ORDER_STATUSES, OrderStatus } from '../orders/order-status.js';
import type { StatusTally } from '../orders/status-tally.js';

/** How many orders there are of each status, and how long the completed ones took. */
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

/** What has to be added to `subtrahend` for it to become `minuend`. */
export function difference(minuend: CounterState, subtrahend: CounterState): CounterState {
  const byStatus = zeros();
  for (const status of ORDER_STATUSES)
    byStatus[status] = minuend.byStatus[status] - subtrahend.byStatus[status];
  return { byStatus, processingMs: minuend.processingMs - subtrahend.processingMs };
}

/** What two differences have in common: the smaller one of each, and nothing where they point in different directions. */
export function common(one: CounterState, other: CounterState): CounterState {
  const byStatus = zeros();
  for (const status of ORDER_STATUSES)
    byStatus[status] = smaller(one.byStatus[status], other.byStatus[status]);
  return { byStatus, processingMs: smaller(one.processingMs, other.processingMs) };
}

export function isNothing({ byStatus, processingMs }: CounterState): boolean {
  return processingMs === 0 && Object.values(byStatus).every((orders) => orders === 0);
}

function smaller(one: number, other: number): number {
  if (Math.sign(one) !== Math.sign(other)) return 0;
  return Math.abs(one) < Math.abs(other) ? one : other;
}

export function zeros(): Record<OrderStatus, number> {
  return Object.fromEntries(ORDER_STATUSES.map((status) => [status, 0])) as Record<OrderStatus, number>;
}
