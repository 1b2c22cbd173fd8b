import { describe, expect, it } from '@jest/globals';
import {
  changed,
  claimed,
  LEASE_MS,
  MAX_ATTEMPTS,
  NOW,
  pending,
} from '../../../test/support/order-fixtures.js';
import { recoverUnrenewed, renewLease } from '../domain/order-rules.js';

describe('a lease that is renewed', () => {
  it('lasts longer, and changes nothing else', () => {
    expect(renewLease(claimed, 1, NOW + 500, LEASE_MS)).toEqual({
      from: 'processing',
      order: { ...claimed, dueAt: NOW + 500 + LEASE_MS },
      entry: null,
    });
  });

  it('is fenced', () => {
    expect(renewLease({ ...claimed, attempts: 2 }, 1, NOW, LEASE_MS)).toBeUndefined();
    expect(renewLease(pending, 0, NOW, LEASE_MS)).toBeUndefined();
  });
});

describe('a lease that was lost', () => {
  const later = NOW + LEASE_MS + 10;

  it('gives the order back', () => {
    const change = recoverUnrenewed(claimed, claimed, MAX_ATTEMPTS, later);
    expect(changed(change)).toMatchObject({ status: 'pending', dueAt: later, attempts: 1 });
    expect(change?.entry?.type).toBe('recovered');
  });

  it('is not lost if it was renewed, handed on or ended since it was seen', () => {
    const renewed = changed(renewLease(claimed, 1, NOW + 500, LEASE_MS));
    for (const order of [renewed, { ...claimed, attempts: 2 }, { ...claimed, status: 'completed' as const }])
      expect(recoverUnrenewed(order, claimed, MAX_ATTEMPTS, later)).toBeUndefined();
  });
});
