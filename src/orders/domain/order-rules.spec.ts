import { describe, expect, it } from '@jest/globals';
import {
  changed,
  claimed,
  draft,
  failure,
  LEASE_MS,
  MAX_ATTEMPTS,
  NOW,
  pending,
} from '../../../test/support/order-fixtures.js';
import { claimOrder, completeOrder, failAttempt, recoverOrder, releaseOrder } from './order-rules.js';
import { submitOrder } from './order-submission.js';

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

  it('treats the same order again as a replay, whatever its status', () => {
    expect(submitOrder(claimed, draft, NOW + 99)).toBeUndefined();
  });

  it.each([{ userId: 'user2' }, { itemIds: '["item2"]' }, { totalMinor: 1 }])(
    'refuses other content: %p',
    (other) => {
      expect(() => submitOrder(pending, { ...draft, ...other }, NOW)).toThrow(
        expect.objectContaining({ code: 'order_conflict' }),
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

  it('accepts a due order that was written by a clock ahead of this one', () => {
    expect(changed(claimOrder(pending, NOW - 2000, LEASE_MS))).toMatchObject({ status: 'processing' });
    expect(claimOrder({ ...pending, dueAt: NOW + 1 }, NOW - 2000, LEASE_MS)).toBeUndefined();
  });
});

describe('complete', () => {
  it('is final and knows how long the attempt took', () => {
    expect(changed(completeOrder(claimed, 1, 2260, NOW + 2270))).toMatchObject({
      status: 'completed',
      processingMs: 2260,
      dueAt: null,
    });
  });

  it('is fenced: another attempt, or an order that is not being processed, stays as it is', () => {
    expect(completeOrder({ ...claimed, attempts: 2 }, 1, 0, NOW)).toBeUndefined();
    expect(completeOrder(pending, 0, 0, NOW)).toBeUndefined();
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

  it('is the last one when it asks for no retry', () => {
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
    expect(change?.entry?.type).toBe('recovered');
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

it('counts no attempt against an order that was handed back, however often', () => {
  let order = pending;
  for (let stop = 1; stop <= 2 * MAX_ATTEMPTS; stop++) {
    order = changed(claimOrder(order, NOW, LEASE_MS));
    order = changed(releaseOrder(order, stop, NOW));
  }
  const attempt = 2 * MAX_ATTEMPTS + 1;
  order = changed(claimOrder(order, NOW, LEASE_MS));
  const failed = changed(failAttempt(order, attempt, failure, MAX_ATTEMPTS, NOW));
  expect(failed).toMatchObject({ status: 'pending', attempts: attempt });
});

it('numbers the timeline without a gap', () => {
  const retried = changed(failAttempt(claimed, 1, failure, MAX_ATTEMPTS, NOW));
  const again = changed(claimOrder(retried, NOW + 9999, LEASE_MS));
  expect([pending, claimed, retried, again].map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
});
