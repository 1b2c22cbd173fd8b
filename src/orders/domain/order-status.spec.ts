import { describe, expect, it } from '@jest/globals';
import { FINAL_STATUSES, ORDER_STATUSES, OrderStatus, STATUS_RULES, canMove } from './order-status.js';

describe('statuses of orders', () => {
  const allowed = [
    'pending → processing',
    'pending → cancelled',
    'processing → completed',
    'processing → failed',
    'processing → pending',
    'processing → cancelled',
    'failed → pending',
  ];
  const all = ORDER_STATUSES.flatMap((from) => ORDER_STATUSES.map((to) => [from, to] as const));

  it.each(all)('%s → %s', (from, to) => {
    expect(canMove(from, to)).toBe(allowed.includes(`${from} → ${to}`));
  });

  it('can all be reached from pending', () => {
    const reached = new Set<OrderStatus>([OrderStatus.Pending]);
    for (const status of reached) STATUS_RULES[status].next.forEach((next) => reached.add(next));
    expect([...reached].sort()).toEqual([...ORDER_STATUSES].sort());
  });

  it('are final if no worker continues the order', () => {
    expect(FINAL_STATUSES).toEqual(['completed', 'failed', 'cancelled']);
  });
});
