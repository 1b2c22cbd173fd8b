import type { Order } from './order.entity.js';
import type { OrderChange } from './order-transition.js';

/** A change requested for one order, decided in memory from its current row. */
export interface OrderCommand {
  readonly orderId: string;

  /**
   * Pure, since it is called again if the commit is retried.
   * @returns the change, or undefined to leave the order as it is
   * @throws DomainError to the issuer of this command only; other commands in the same commit are not affected
   */
  readonly decide: (order: Order | undefined, now: number) => OrderChange | undefined;
}

/** The outcome of a command. */
export interface OrderOutcome {
  /** The current order; undefined if it does not exist. */
  readonly order: Order | undefined;
  readonly hasChanged: boolean;
}

/** The command that applies a rule to an order, if the order exists. */
export function changeOf(
  orderId: string,
  rule: (order: Order, now: number) => OrderChange | undefined,
): OrderCommand {
  return { orderId, decide: (order, now) => order && rule(order, now) };
}
