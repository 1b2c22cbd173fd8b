import type { EntityManager } from 'typeorm';
import { Order } from '../domain/order.entity.js';
import type { StatusTally } from '../domain/order-status.js';

/** Statuses without orders are left out. */
export function countByStatus(manager: EntityManager): Promise<StatusTally[]> {
  return manager
    .createQueryBuilder(Order, 'o')
    .select('o.status', 'status')
    .addSelect('COUNT(*)', 'orders')
    .addSelect('COALESCE(SUM(o.processingMs), 0)', 'processingMs')
    .groupBy('o.status')
    .getRawMany<StatusTally>();
}
