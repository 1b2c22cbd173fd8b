import { describe, expect, it } from '@jest/globals';
import type { Order } from './order.entity.js';
import type { OrderChange } from './order-change.js';
import {
  cancelOrder,
  claimOrder,
  completeOrder,
  failAttempt,
  recoverOrder,
  releaseOrder,
  retryOrder,
  submitOrder,
} from './order-rules.js';

const NOW = 1_740_312_743_017;
const LEASE_MS = 40_000;
const draft = { orderId: 'A0001', userId: 'user1', itemIds: '["item1"]', totalMinor: 19_999 };
const MAX_ATTEMPTS = 2;
const failure = { error: 'No stock.', delayMs: 700 };

function changed(change: OrderChange | undefined): Order {
  if (!change) throw new Error('Nothing changed.');
  return change.order;
}

const pending = changed(submitOrder(undefined, draft, NOW));
const claimed = changed(claimOrder(pending, NOW + 10, LEASE_MS));

describe('submit', () => {
  it('makes a pending order, due at once', () => {
    expect(pending).toMatchObject({
      status: 'pending',
      attempts: 0,
      dueAt: NOW,
      createdAt: NOW,
      sequence: 1,
    });
  });

  it('takes the same order again for a replay, whatever has become of it', () => {
    expect(submitOrder(claimed, draft, NOW + 99)).toBeUndefined();
  });

  it.each([{ userId: 'user2' }, { itemIds: '["item2"]' }, { totalMinor: 1 }])(
    'refuses other content: %p',
    (other) => {
      expect(() => submitOrder(pending, { ...draft, ...other }, NOW)).toThrow(
        expect.objectContaining({ status: 409, code: 'order_conflict' }),
      );
    },
  );
});

describe('claim', () => {
  it('raises the attempt and holds a lease', () => {
    expect(claimed).toMatchObject({ status: 'processing', attempts: 1, dueAt: NOW + 10 + LEASE_MS });
  });

  it('leaves alone what is claimed already, or not due yet', () => {
    expect(claimOrder(claimed, NOW, LEASE_MS)).toBeUndefined();
    expect(claimOrder({ ...pending, dueAt: NOW + 1 }, NOW, LEASE_MS)).toBeUndefined();
  });
});

describe('complete', () => {
  it('is final and knows how long the attempt took', () => {
    expect(changed(completeOrder(claimed, 1, NOW + 2270))).toMatchObject({
      status: 'completed',
      processingMs: 2260,
      dueAt: null,
    });
  });

  it('is fenced: another attempt, or an order that is not being processed, stays as it is', () => {
    expect(completeOrder({ ...claimed, attempts: 2 }, 1, NOW)).toBeUndefined();
    expect(completeOrder(pending, 0, NOW)).toBeUndefined();
  });
});

describe('a failed attempt', () => {
  it('is tried again after the delay, and says why', () => {
    const change = failAttempt(claimed, 1, failure, MAX_ATTEMPTS, NOW + 20);
    expect(changed(change)).toMatchObject({
      status: 'pending',
      lastError: 'No stock.',
      dueAt: NOW + 720,
      attempts: 1,
    });
    expect(change?.entry).toMatchObject({
      type: 'attempt_failed',
      detail: 'No stock. Retry due at 2025-02-23T12:12:23.737Z.',
      attempt: 1,
      at: NOW + 20,
    });
  });

  it('is the last one when all are used up', () => {
    const failed = changed(failAttempt({ ...claimed, attempts: 2 }, 2, failure, MAX_ATTEMPTS, NOW));
    expect(failed).toMatchObject({ status: 'failed', lastError: 'No stock.', dueAt: null });
  });

  it('is the last one when it says so itself', () => {
    const permanent = { error: 'No such item.', delayMs: undefined };
    expect(changed(failAttempt(claimed, 1, permanent, MAX_ATTEMPTS, NOW))).toMatchObject({
      status: 'failed',
    });
  });

  it('is fenced', () => {
    expect(failAttempt({ ...claimed, attempts: 2 }, 1, failure, MAX_ATTEMPTS, NOW)).toBeUndefined();
  });
});

describe('an order without its worker', () => {
  it('goes back to pending, due at once', () => {
    const change = recoverOrder(claimed, 2, NOW + 50);
    expect(changed(change)).toMatchObject({ status: 'pending', dueAt: NOW + 50, attempts: 1 });
    expect(change?.entry.type).toBe('recovered');
  });

  it('fails when it has lost its worker too often', () => {
    expect(changed(recoverOrder(claimed, 1, NOW))).toMatchObject({
      status: 'failed',
      lastError: 'The worker was lost.',
    });
  });

  it('is handed back by a worker that stops, for its own attempt only', () => {
    expect(changed(releaseOrder(claimed, 1, NOW))).toMatchObject({ status: 'pending', dueAt: NOW });
    expect(releaseOrder(claimed, 2, NOW)).toBeUndefined();
    expect(recoverOrder(pending, 2, NOW)).toBeUndefined();
  });
});

describe('cancel', () => {
  it.each([pending, claimed])('ends what is %p', (order) => {
    const change = cancelOrder(order, NOW);
    expect(change.order).toMatchObject({ status: 'cancelled', dueAt: null });
    expect(change.entry.type).toBe('cancelled');
  });

  it('keeps the late result of running work out', () => {
    expect(completeOrder(cancelOrder(claimed, NOW).order, 1, NOW)).toBeUndefined();
  });

  it.each(['completed', 'failed', 'cancelled'] as const)('is refused for what is %s', (status) => {
    expect(() => cancelOrder({ ...claimed, status }, NOW)).toThrow(
      expect.objectContaining({ status: 409, code: `order_is_${status}` }),
    );
  });
});

describe('retry', () => {
  const failed = changed(failAttempt({ ...claimed, attempts: 2 }, 2, failure, MAX_ATTEMPTS, NOW));

  it('gives a failed order all its attempts anew, behind the same fence', () => {
    const retried = retryOrder(failed, NOW + 5).order;
    expect(retried).toMatchObject({ status: 'pending', attempts: 2, spentAttempts: 2, dueAt: NOW + 5 });
    const third = changed(claimOrder(retried, NOW + 5, LEASE_MS));
    expect(changed(failAttempt(third, 3, failure, MAX_ATTEMPTS, NOW))).toMatchObject({ status: 'pending' });
    const fourth = { ...third, attempts: 4 };
    expect(changed(failAttempt(fourth, 4, failure, MAX_ATTEMPTS, NOW))).toMatchObject({ status: 'failed' });
  });

  it.each(['pending', 'processing', 'completed', 'cancelled'] as const)(
    'is refused for what is %s',
    (status) => {
      expect(() => retryOrder({ ...failed, status }, NOW)).toThrow(
        expect.objectContaining({ status: 409, code: `order_is_${status}` }),
      );
    },
  );
});

it('numbers the timeline without a gap', () => {
  const retried = changed(failAttempt(claimed, 1, failure, MAX_ATTEMPTS, NOW));
  const again = changed(claimOrder(retried, NOW + 9999, LEASE_MS));
  expect([pending, claimed, retried, again].map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
});
