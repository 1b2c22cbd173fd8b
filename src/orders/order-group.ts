import type { OrderCommand, OrderOutcome } from './order-command.js';
import type { Order } from './order.entity.js';
import type { OrderChange } from './order-change.js';

/** What one command is answered once its group is on disk. */
type Answer = { readonly outcome: OrderOutcome } | { readonly error: unknown };

export interface GroupDecision {
  /** In the order of the commands. */
  readonly answers: readonly Answer[];
  /** In the order they happened; an order that changed more than once stands more than once. */
  readonly changes: readonly OrderChange[];
}

/** Applies commands one by one, each to the order as the ones before have left it. A command that throws changes nothing. */
export function decideGroup(
  commands: readonly OrderCommand[],
  stored: readonly Order[],
  now: number,
): GroupDecision {
  const orders = new Map(stored.map((order) => [order.orderId, order]));
  const changes: OrderChange[] = [];
  const answers = commands.map((command): Answer => {
    const current = orders.get(command.orderId);
    try {
      const change = command.decide(current, now);
      if (!change) return { outcome: { order: current, hasChanged: false } };
      changes.push(change);
      orders.set(command.orderId, change.order);
      return { outcome: { order: change.order, hasChanged: true } };
    } catch (error) {
      return { error };
    }
  });
  return { answers, changes };
}
