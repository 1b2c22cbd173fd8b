import type { OrderChange } from '../../src/orders/domain/order-transition.js';
import { claimOrder } from '../../src/orders/domain/order-rules.js';
import type { Order } from '../../src/orders/domain/order.entity.js';
import { submitOrder } from '../../src/orders/domain/order-submission.js';

/** 2025-02-23T12:12:23.017Z */
export const NOW = 1_740_312_743_017;
export const LEASE_MS = 40_000;
export const MAX_ATTEMPTS = 2;

export const draft = { orderId: 'A0001', userId: 'user1', itemIds: '["item1"]', totalMinor: 19_999 };
export const failure = { error: 'No stock.', delayMs: 700 };

/** The order after a change that has to have happened. */
export function changed(change: OrderChange | undefined): Order {
  if (!change) throw new Error('Nothing changed.');
  return change.order;
}

export const pending = changed(submitOrder(undefined, draft, NOW));
export const claimed = changed(claimOrder(pending, NOW + 10, LEASE_MS));
