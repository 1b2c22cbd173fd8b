import type { SelectQueryBuilder } from 'typeorm';
import type { OrderCursor } from './order-cursor.js';
import type { Order } from '../domain/order.entity.js';

/** Narrows a list that goes from new to old to what stands behind a place. Not all databases find `(a, b) < (c, d)` by an index. */
export function narrowToOlder(query: SelectQueryBuilder<Order>, { createdAt, id }: OrderCursor): void {
  const isOlder = 'o.createdAt <= :createdAt AND (o.createdAt < :createdAt OR o.id < :id)';
  query.andWhere(isOlder, { createdAt, id });
}

/** The same for a list that goes from old to new. */
export function narrowToNewer(query: SelectQueryBuilder<Order>, { createdAt, id }: OrderCursor): void {
  const isNewer = 'o.createdAt >= :createdAt AND (o.createdAt > :createdAt OR o.id > :id)';
  query.andWhere(isNewer, { createdAt, id });
}
