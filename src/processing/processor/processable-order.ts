import { parseItemIds } from '../../orders/domain/item-ids.js';
import type { Order } from '../../orders/domain/order.entity.js';

/** An order as a processor gets it. */
export interface ProcessableOrder {
  readonly orderId: string;
  readonly userId: string;
  readonly itemIds: readonly string[];
  /** The amount in minor units (cents). */
  readonly totalMinor: number;
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  /** The same for each attempt at this order, so that a receiver can detect a repetition. Any printable characters. */
  readonly idempotencyKey: string;
}

export function toProcessableOrder({
  orderId,
  userId,
  itemIds,
  totalMinor,
  attempts,
}: Order): ProcessableOrder {
  return {
    orderId,
    userId,
    itemIds: parseItemIds(itemIds),
    totalMinor,
    attempt: attempts,
    idempotencyKey: orderId,
  };
}
