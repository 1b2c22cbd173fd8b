import { ConflictError, NotFoundError, UnavailableError } from '../../common/domain-error.js';
import type { OrderStatus } from './order-status.js';

class UnknownOrder extends NotFoundError {
  constructor(orderId: string) {
    super('order_not_found', `There is no order ${orderId}.`);
  }
}

/** @throws UnknownOrder always */
export function unknownOrder(orderId: string): never {
  throw new UnknownOrder(orderId);
}

/** Another order has the id. */
export class OrderConflict extends ConflictError {
  constructor(orderId: string) {
    super('order_conflict', `Another order has the id ${orderId}.`);
  }
}

/** Its code tells the status. */
export class IllegalTransition extends ConflictError {
  constructor(from: OrderStatus, to: OrderStatus) {
    super(`order_is_${from}`, `The order is ${from}; it cannot become ${to} now.`);
  }
}

export class TooManyRetries extends ConflictError {
  constructor(maxEntries: number) {
    super(
      'too_many_retries',
      `The order was run again too often: its timeline has ${maxEntries} entries or more.`,
    );
  }
}

export class StoreBusy extends UnavailableError {
  constructor() {
    super('store_busy', 'Too many orders are being stored at the moment.');
  }
}

export class StoreUnavailable extends UnavailableError {
  constructor(cause: unknown) {
    super('store_unavailable', 'Orders cannot be stored right now.', cause);
  }
}

/** Somebody outside has locked its row. */
export class OrderLocked extends UnavailableError {
  /** @param orderId undefined if it is one of several */
  constructor(orderId: string | undefined, cause: unknown) {
    const which = orderId === undefined ? 'One of the orders' : `The order ${orderId}`;
    super('order_locked', `${which} is locked in the database at the moment.`, cause);
  }
}

export class BacklogFull extends UnavailableError {
  /** @param retryAfterSeconds until there is likely to be room */
  constructor(retryAfterSeconds: number) {
    super('backlog_full', 'Too many orders wait to be processed.', undefined, retryAfterSeconds);
  }
}

export class TotalsMissing extends UnavailableError {
  constructor() {
    super('totals_missing', 'The totals of orders are not known right now.');
  }
}

export class TooManyWaiters extends UnavailableError {
  constructor() {
    super('too_many_waiters', 'As many wait for orders as the service lets wait.', undefined, 5);
  }
}
