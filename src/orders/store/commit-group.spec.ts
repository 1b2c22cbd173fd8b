import { describe, expect, it } from '@jest/globals';
import type { OrderCommand } from '../domain/order-command.js';
import { decideGroup } from './commit-group.js';
import { claimOrder } from '../domain/order-rules.js';
import { submission } from '../domain/order-submission.js';

const NOW = 1000;
const DONE = { outcome: { hasChanged: true } };
const NOTHING_DONE = { outcome: { hasChanged: false } };
const CONFLICT = { error: expect.objectContaining({ code: 'order_conflict' }) };

function submit(orderId: string, userId = 'user1'): OrderCommand {
  return submission({ orderId, userId, itemIds: '["item1"]', totalMinor: 100 });
}

function claim(orderId: string): OrderCommand {
  return { orderId, decide: (order, now) => order && claimOrder(order, now, 1000) };
}

const alone = (...commands: OrderCommand[]) => commands.map((command) => [command]);

describe('a group of commands', () => {
  it('shows each command what the ones before it did', () => {
    const commands = alone(submit('A'), submit('A'), claim('A'), claim('A'));
    const { answers, changes } = decideGroup(commands, [], NOW);
    expect(answers).toMatchObject([
      [DONE],
      [NOTHING_DONE],
      [{ outcome: { hasChanged: true, order: { status: 'processing' } } }],
      [NOTHING_DONE],
    ]);
    expect(changes.map(({ entry }) => `${entry?.orderId} ${entry?.sequence} ${entry?.type}`)).toEqual([
      'A 1 created',
      'A 2 claimed',
    ]);
  });

  it('lets a command that is refused fail alone', () => {
    const { answers, changes } = decideGroup(alone(submit('A'), submit('A', 'user2'), submit('B')), [], NOW);
    expect(answers[1]).toEqual([CONFLICT]);
    expect(changes.map(({ order }) => order.orderId)).toEqual(['A', 'B']);
  });

  it('knows nothing of an order that is not there', () => {
    expect(decideGroup(alone(claim('A')), [], NOW)).toEqual({
      answers: [[{ outcome: { order: undefined, hasChanged: false } }]],
      changes: [],
    });
  });
});

describe('a unit of work', () => {
  it('shows its commands what the ones before did, within it and before it', () => {
    const { answers, changes } = decideGroup(
      [[submit('A')], [submit('A'), submit('B'), claim('B')]],
      [],
      NOW,
    );
    expect(answers).toMatchObject([[DONE], [NOTHING_DONE, DONE, DONE]]);
    expect(changes.map(({ entry }) => `${entry?.orderId} ${entry?.type}`)).toEqual([
      'A created',
      'B created',
      'B claimed',
    ]);
  });

  it('changes nothing when a command of it is refused, and tells of each that is', () => {
    const unit = [submit('B'), submit('A', 'user2'), submit('C'), submit('B', 'user2')];
    const { answers, changes } = decideGroup([[submit('A')], unit, [submit('B', 'user3')]], [], NOW);
    expect(answers).toMatchObject([[DONE], [DONE, CONFLICT, DONE, CONFLICT], [DONE]]);
    expect(changes.map(({ order }) => `${order.orderId} ${order.userId}`)).toEqual(['A user1', 'B user3']);
  });

  it('is refused for an order that is stored', () => {
    const { changes: earlier } = decideGroup(alone(submit('A')), [], NOW);
    const stored = earlier.map(({ order }) => order);
    expect(decideGroup([[submit('B'), submit('A', 'user2')]], stored, NOW).changes).toEqual([]);
  });
});
