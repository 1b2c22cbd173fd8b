import { describe, expect, it } from '@jest/globals';
import type { OrderCommand } from './order-command.js';
import { decideGroup } from './order-group.js';
import { claimOrder, submitOrder } from './order-rules.js';

const NOW = 1000;

function submit(orderId: string, userId = 'user1'): OrderCommand {
  const draft = { orderId, userId, itemIds: '["item1"]', totalMinor: 100 };
  return { orderId, decide: (existing, now) => submitOrder(existing, draft, now) };
}

function claim(orderId: string): OrderCommand {
  return { orderId, decide: (order, now) => order && claimOrder(order, now, 1000) };
}

describe('a group of commands', () => {
  it('shows each command what the ones before it did', () => {
    const { answers, changes } = decideGroup([submit('A'), submit('A'), claim('A'), claim('A')], [], NOW);
    expect(answers).toMatchObject([
      { outcome: { hasChanged: true } },
      { outcome: { hasChanged: false } },
      { outcome: { hasChanged: true, order: { status: 'processing' } } },
      { outcome: { hasChanged: false } },
    ]);
    expect(changes.map(({ entry }) => `${entry.orderId} ${entry.sequence} ${entry.type}`)).toEqual([
      'A 1 created',
      'A 2 claimed',
    ]);
  });

  it('lets a command that is refused fail alone', () => {
    const { answers, changes } = decideGroup([submit('A'), submit('A', 'user2'), submit('B')], [], NOW);
    expect(answers[1]).toEqual({ error: expect.objectContaining({ code: 'order_conflict' }) });
    expect(changes.map(({ order }) => order.orderId)).toEqual(['A', 'B']);
  });

  it('knows nothing of an order that is not there', () => {
    expect(decideGroup([claim('A')], [], NOW)).toEqual({
      answers: [{ outcome: { order: undefined, hasChanged: false } }],
      changes: [],
    });
  });
});
