import type { Order } from './order.entity.js';
import type { OrderChange } from './order-transition.js';

/** Something to be done to one order, decided in memory over its row as it stands. */
export interface OrderCommand {
  readonly orderId: string;

  /**
   * Pure: it may be asked again if the commit has to be repeated.
   * @returns the change, or undefined to leave the order as it is
   * @throws DomainError for the one who gave the command; others in the same commit do not notice
   */
  readonly decide: (order: Order | undefined, now: number) => OrderChange | undefined;
}

/** What came of a command. */
export interface OrderOutcome {
  /** The order as it is now; undefined if there is none. */
  readonly order: Order | undefined;
  readonly hasChanged: boolean;
}

/** The command that applies a rule to an order, if there is one. */
export function changeOf(
  orderId: string,
  rule: (order: Order, now: number) => OrderChange | undefined,
): OrderCommand {
  return { orderId, decide: (order, now) => order && rule(order, now) };
}
