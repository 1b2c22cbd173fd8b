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

/** Another order has the same id. */
export class OrderConflict extends ConflictError {
  constructor(orderId: string) {
    super('order_conflict', `Another order has the id ${orderId}.`);
  }
}

/** Its code names the order's status. */
export class IllegalTransition extends ConflictError {
  constructor(from: OrderStatus, to: OrderStatus) {
    super(`order_is_${from}`, `The order is ${from}; it cannot become ${to} now.`);
  }
}

export class TooManyRetries extends ConflictError {
  constructor(maxEntries: number) {
    super(
      'too_many_retries',
      `The order was retried too often: its timeline has ${maxEntries} entries or more.`,
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

/** Another client of the database has locked the order's row. */
export class OrderLocked extends UnavailableError {
  /** @param orderId undefined if one of several orders is locked */
  constructor(orderId: string | undefined, cause: unknown) {
    const which = orderId === undefined ? 'One of the orders' : `The order ${orderId}`;
    super('order_locked', `${which} is locked in the database at the moment.`, cause);
  }
}

export class BacklogFull extends UnavailableError {
  /** @param retryAfterSeconds until there is likely to be room */
  constructor(retryAfterSeconds: number) {
    super('backlog_full', 'Too many orders are waiting to be processed.', undefined, retryAfterSeconds);
  }
}

export class TotalsMissing extends UnavailableError {
  constructor() {
    super('totals_missing', 'The order totals are not available right now.');
  }
}

export class TooManyWaiters extends UnavailableError {
  constructor() {
    super('too_many_waiters', 'Too many clients are already waiting for orders.', undefined, 5);
  }
}
