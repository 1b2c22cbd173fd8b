import { DomainError } from '../../common/domain-error.js';

/** @throws DomainError 404, always */
export function unknownOrder(orderId: string): never {
  throw new DomainError(404, 'order_not_found', `There is no order ${orderId}.`);
}
