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
import { CLOCK_TOLERANCE_MS, makeMisdatedDue } from './misdated-order.js';
import { claimOrder, failAttempt } from './order-rules.js';

const DAY_MS = 86_400_000;

describe('an order written by a clock that was a day ahead', () => {
  const now = NOW - DAY_MS;
  const failed = changed(failAttempt(claimed, 1, failure, MAX_ATTEMPTS, NOW + 20));

  it.each([pending, failed])('becomes due now, and nothing else changes', (order) => {
    expect(makeMisdatedDue(order, now)).toEqual({
      from: 'pending',
      order: { ...order, dueAt: now },
      entry: null,
    });
  });

  it('can be claimed then, with the attempts it had', () => {
    const mended = changed(makeMisdatedDue(failed, now));
    expect(changed(claimOrder(mended, now, LEASE_MS))).toMatchObject({ status: 'processing', attempts: 2 });
  });

  it('is mended once', () => {
    expect(makeMisdatedDue(changed(makeMisdatedDue(pending, now)), now)).toBeUndefined();
  });
});

describe('an order written by a correct clock', () => {
  it.each([
    ['by an instance that is a little ahead', pending, NOW - CLOCK_TOLERANCE_MS],
    ['a retry in a day', { ...pending, dueAt: NOW + DAY_MS }, NOW],
    ['a lease', claimed, NOW - DAY_MS],
    ['an order at its end', { ...pending, status: 'failed' as const, dueAt: null }, NOW - DAY_MS],
  ])('stays as it is: %s', (_what, order, now) => {
    expect(makeMisdatedDue(order, now)).toBeUndefined();
  });
});
