import { DomainError } from '../common/domain-error.js';

const RETRY_SOON = { 'Retry-After': '1' };

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

export function orderLocked(orderId: string, cause: unknown): DomainError {
  return new DomainError(
    503,
    'order_locked',
    `The order ${orderId} is locked in the database at the moment.`,
    {
      headers: RETRY_SOON,
      cause,
    },
  );
}
