import { describe, expect, it } from '@jest/globals';
import { LEASE_MS, NOW, claimed, pending } from '../../test/support/order-fixtures.js';
import { renewLease } from './order-lease.js';

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
