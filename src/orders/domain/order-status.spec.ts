import { describe, expect, it } from '@jest/globals';
import { ORDER_STATUSES, OrderStatus, TRANSITIONS, canMove, checkTransitions } from './order-status.js';

describe('transitions', () => {
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

  it('pass their own check', () => {
    expect(() => checkTransitions(TRANSITIONS)).not.toThrow();
  });

  it('must reach every state', () => {
    const broken = { ...TRANSITIONS, processing: [OrderStatus.Completed, OrderStatus.Pending] };
    expect(() => checkTransitions(broken)).toThrow('No transition leads to: failed');
  });

  it('must not lead to where they start', () => {
    const broken = { ...TRANSITIONS, failed: [OrderStatus.Failed] };
    expect(() => checkTransitions(broken)).toThrow('lead to themselves: failed');
  });
});
