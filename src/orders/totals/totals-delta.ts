import type { OrderChange } from '../domain/order-transition.js';
import { ORDER_STATUSES, OrderStatus, isFinal } from '../domain/order-status.js';
import type { Order } from '../domain/order.entity.js';

/** Amounts to add to the totals. */
export interface TotalsDelta {
  readonly byStatus: Readonly<Record<OrderStatus, number>>;
  readonly processingMs: number;
  readonly ended: number;
}

/** The effect of order changes on the totals. */
export function deltaOfChanges(changes: readonly OrderChange[]): TotalsDelta {
  const byStatus = noOrders();
  let processingMs = 0;
  let ended = 0;
  for (const { from, order } of changes) {
    if (from === order.status) continue;
    if (from !== null) byStatus[from]--;
    byStatus[order.status]++;
    if (order.status === OrderStatus.Completed) processingMs += order.processingMs ?? 0;
    if (isFinal(order.status)) ended++;
  }
  return { byStatus, processingMs, ended };
}

/** The effect of removing orders on the totals. */
export function deltaOfRemoval(orders: readonly Order[]): TotalsDelta {
  const byStatus = noOrders();
  let processingMs = 0;
  for (const order of orders) {
    byStatus[order.status]--;
    if (order.status === OrderStatus.Completed) processingMs -= order.processingMs ?? 0;
  }
  return { byStatus, processingMs, ended: 0 };
}

/** What to add, by column. */
export function sumsOf({ byStatus, processingMs, ended }: TotalsDelta): [column: string, amount: number][] {
  const byColumn = ORDER_STATUSES.map((status): [string, number] => [status, byStatus[status]]);
  return [...byColumn, ['processing_ms', processingMs], ['ended', ended]];
}

export function isZero({ byStatus, processingMs, ended }: TotalsDelta): boolean {
  return processingMs === 0 && ended === 0 && ORDER_STATUSES.every((status) => byStatus[status] === 0);
}

function noOrders(): Record<OrderStatus, number> {
  return Object.fromEntries(ORDER_STATUSES.map((status) => [status, 0])) as Record<OrderStatus, number>;
}
