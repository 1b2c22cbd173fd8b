import { DomainError } from '../../common/domain-error.js';

const RETRY_SOON = { 'Retry-After': '1' };

/** @throws DomainError 404, always */
export function unknownOrder(orderId: string): never {
  throw new DomainError(404, 'order_not_found', `There is no order ${orderId}.`);
}

export function storeBusy(): DomainError {
  return new DomainError(503, 'store_busy', 'Too many orders are being stored at the moment.', {
    headers: RETRY_SOON,
  });
}

export function storeUnavailable(cause: unknown): DomainError {
  return new DomainError(503, 'store_unavailable', 'Orders cannot be stored right now.', {
    headers: RETRY_SOON,
    cause,
  });
}

/** The code of a refusal because somebody outside has locked the order. */
const ORDER_LOCKED = 'order_locked';

/** @param orderId undefined if it is one of several */
export function orderLocked(orderId: string | undefined, cause: unknown): DomainError {
  const which = orderId === undefined ? 'One of the orders' : `The order ${orderId}`;
  return new DomainError(503, ORDER_LOCKED, `${which} is locked in the database at the moment.`, {
    headers: RETRY_SOON,
    cause,
  });
}

export function isOrderLocked(error: unknown): boolean {
  return error instanceof DomainError && error.code === ORDER_LOCKED;
}
