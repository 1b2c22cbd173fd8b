import { describe, expect, it } from '@jest/globals';
import { cancelOrder, claimOrder, completeOrder, renewLease } from '../domain/order-rules.js';
import type { OrderChange } from '../domain/order-transition.js';
import { deltaOfChanges, deltaOfRemoval, isZero } from './totals-delta.js';
import { submitOrder } from '../domain/order-submission.js';

const DRAFT = { orderId: 'A1', userId: 'u', itemIds: '["i"]', totalMinor: 1 };
const NONE = { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 };

function expectChange(change: OrderChange | undefined): OrderChange {
  if (!change) throw new Error('Nothing has changed.');
  return change;
}

describe('what changes add to the totals', () => {
  const created = expectChange(submitOrder(undefined, DRAFT, 1000));
  const claimed = expectChange(claimOrder(created.order, 1000, 5000));
  const completed = expectChange(completeOrder(claimed.order, 1, 2500, 3500));

  it('is nothing for no change, and for one that keeps the status', () => {
    const renewed = expectChange(renewLease(claimed.order, 1, 2000, 5000));
    expect(isZero(deltaOfChanges([]))).toBe(true);
    expect(isZero(deltaOfChanges([renewed]))).toBe(true);
  });

  it('follows each order from status to status', () => {
    expect(deltaOfChanges([created]).byStatus).toEqual({ ...NONE, pending: 1 });
    expect(deltaOfChanges([claimed]).byStatus).toEqual({ ...NONE, pending: -1, processing: 1 });
    expect(deltaOfChanges([created, claimed, completed])).toEqual({
      byStatus: { ...NONE, completed: 1 },
      processingMs: 2500,
      ended: 1,
    });
    expect(deltaOfChanges([cancelOrder(created.order, 2000)])).toMatchObject({ ended: 1, processingMs: 0 });
  });

  it('is taken back by a removal, but for the number of ends', () => {
    expect(deltaOfRemoval([completed.order])).toEqual({
      byStatus: { ...NONE, completed: -1 },
      processingMs: -2500,
      ended: 0,
    });
  });
});
