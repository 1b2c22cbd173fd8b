import { describe, expect, it } from '@jest/globals';
import {
  LEASE_MS,
  MAX_ATTEMPTS,
  NOW,
  changed,
  claimed,
  failure,
  pending,
} from '../../../test/support/order-fixtures.js';
import { cancelOrder, claimOrder, completeOrder, failAttempt, retryOrder } from './order-rules.js';

describe('cancel', () => {
  it.each([pending, claimed])('ends what is %p', (order) => {
    const change = cancelOrder(order, NOW);
    expect(change.order).toMatchObject({ status: 'cancelled', dueAt: null });
    expect(change.entry?.type).toBe('cancelled');
  });

  it('keeps the late result of running work out', () => {
    expect(completeOrder(cancelOrder(claimed, NOW).order, 1, 0, NOW)).toBeUndefined();
  });

  it.each(['completed', 'failed', 'cancelled'] as const)('is refused for what is %s', (status) => {
    expect(() => cancelOrder({ ...claimed, status }, NOW)).toThrow(
      expect.objectContaining({ code: `order_is_${status}` }),
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

  it('is refused for an order that was retried too often', () => {
    const { order } = retryOrder({ ...failed, sequence: 9_999 }, NOW);
    expect(order.sequence).toBe(10_000);
    expect(() => retryOrder({ ...failed, sequence: 10_000 }, NOW)).toThrow(
      expect.objectContaining({ code: 'too_many_retries' }),
    );
  });

  it.each(['pending', 'processing', 'completed', 'cancelled'] as const)(
    'is refused for what is %s',
    (status) => {
      expect(() => retryOrder({ ...failed, status }, NOW)).toThrow(
        expect.objectContaining({ code: `order_is_${status}` }),
      );
    },
  );
});
