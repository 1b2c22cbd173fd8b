import type { OrderCommand, OrderOutcome } from '../domain/order-command.js';
import type { Order } from '../domain/order.entity.js';
import type { OrderChange } from '../domain/order-transition.js';

/** What one command is answered once its group is on disk. */
export type Answer = { readonly outcome: OrderOutcome } | { readonly error: unknown };

/** Commands that are decided all or nothing. */
export type UnitOfWork = readonly OrderCommand[];

export interface GroupDecision {
  /** In the order of the units, and of the commands of each; where one is an error, its unit has changed nothing. */
  readonly answers: readonly (readonly Answer[])[];
  /** In the order they happened; an order that changed more than once stands more than once. */
  readonly changes: readonly OrderChange[];
}

/**
 * Applies units one by one, each to the orders as the ones before have left them. A unit with a command that throws
 * changes nothing, and the others do not notice.
 */
export function decideGroup(
  units: readonly UnitOfWork[],
  stored: readonly Order[],
  now: number,
): GroupDecision {
  const orders = new Map(stored.map((order) => [order.orderId, order]));
  const changes: OrderChange[] = [];
  const answers = units.map((unit) => {
    const decided: OrderChange[] = [];
    const answersOfUnit = decideUnit(unit, orders, decided, now);
    if (!hasError(answersOfUnit)) {
      for (const change of decided) {
        changes.push(change);
        orders.set(change.order.orderId, change.order);
      }
    }
    return answersOfUnit;
  });
  return { answers, changes };
}

function hasError(answers: readonly Answer[]): boolean {
  return answers.some((answer) => 'error' in answer);
}

/** All of a unit's commands are asked, so that each which has to be refused is known. */
function decideUnit(
  unit: UnitOfWork,
  orders: ReadonlyMap<string, Order>,
  decided: OrderChange[],
  now: number,
): Answer[] {
  const changed = new Map<string, Order>();
  return unit.map(({ orderId, decide }): Answer => {
    const current = changed.get(orderId) ?? orders.get(orderId);
    try {
      const change = decide(current, now);
      if (!change) return { outcome: { order: current, hasChanged: false } };
      decided.push(change);
      changed.set(orderId, change.order);
      return { outcome: { order: change.order, hasChanged: true } };
    } catch (error) {
      return { error };
    }
  });
}
