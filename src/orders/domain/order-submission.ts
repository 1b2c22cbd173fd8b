import type { OrderCommand } from './order-command.js';
import { OrderStatus } from './order-status.js';
import { type OrderChange, entryOf } from './order-transition.js';
import type { Order } from './order.entity.js';
import { TimelineType } from './timeline-entry.js';
import { OrderConflict } from './order-errors.js';

/** The client's part of an order. */
export type OrderDraft = Pick<Order, 'orderId' | 'userId' | 'itemIds' | 'totalMinor'>;

type ContentField = Exclude<keyof OrderDraft, 'orderId'>;

/** Fields that must be equal for a replay. The type forces each new field of the draft to be listed here. */
const IS_CONTENT: Readonly<Record<ContentField, true>> = { userId: true, itemIds: true, totalMinor: true };
const CONTENT = Object.keys(IS_CONTENT) as ContentField[];

/** The command that submits an order. */
export function submission(draft: OrderDraft): OrderCommand {
  return { orderId: draft.orderId, decide: (existing, now) => submitOrder(existing, draft, now) };
}

/**
 * Creates an order, idempotently: the same order again is a replay that changes nothing.
 * @throws OrderConflict if another order has this id
 */
export function submitOrder(
  existing: Order | undefined,
  draft: OrderDraft,
  now: number,
): OrderChange | undefined {
  if (!existing) return createOrder(draft, now);
  if (isSameOrder(existing, draft)) return undefined;
  throw new OrderConflict(draft.orderId);
}

function createOrder(draft: OrderDraft, now: number): OrderChange {
  const order: Order = {
    id: 0,
    orderId: draft.orderId,
    userId: draft.userId,
    itemIds: draft.itemIds,
    totalMinor: draft.totalMinor,
    status: OrderStatus.Pending,
    attempts: 0,
    spentAttempts: 0,
    lastError: null,
    errorSignature: null,
    dueAt: now,
    processingMs: null,
    sequence: 1,
    createdAt: now,
    updatedAt: now,
  };
  return { from: null, order, entry: entryOf(order, TimelineType.Created, null) };
}

function isSameOrder(order: Order, draft: OrderDraft): boolean {
  return CONTENT.every((field) => order[field] === draft[field]);
}
