import type { OrderCommand } from './order-command.js';
import { type OrderDraft, submitOrder } from './order-rules.js';

/** The command that takes an order. */
export function submission(draft: OrderDraft): OrderCommand {
  return { orderId: draft.orderId, decide: (existing, now) => submitOrder(existing, draft, now) };
}
