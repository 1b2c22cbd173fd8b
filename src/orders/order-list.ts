import { Injectable } from '@nestjs/common';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { LongReads } from '../database/long-reads.js';
import type { OrderCursor } from './order-cursor.js';
import { narrowToOlder } from './order-place.js';
import { ORDER_STATUSES, type OrderStatus, isUnfinished } from './order-status.js';
import { Order } from './order.entity.js';

/** What a list of orders may be narrowed to. Times in milliseconds, both bounds excluded. */
export interface OrderFilter {
  readonly status?: OrderStatus | undefined;
  readonly userId?: string | undefined;
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
}

/** Orders that an index has next to each other, newest first. */
interface IndexRange {
  readonly status?: OrderStatus | undefined;
  readonly userId?: string | undefined;
}

/** Where a page begins and ends. */
interface PageBounds {
  readonly filter: OrderFilter;
  readonly limit: number;
  readonly after: OrderCursor | undefined;
}

/** Lists orders. What a page costs depends on its limit alone, not on how many orders there are. */
@Injectable()
export class OrderList {
  constructor(private readonly reads: LongReads) {}

  /**
   * At most `limit` orders, newest first, from behind `after` on (keyset pagination).
   * @param ended aborts when nobody waits for the page any more
   * @throws DomainError 503 if too many lists are being read
   */
  async page(filter: OrderFilter, limit: number, after?: OrderCursor, ended?: AbortSignal): Promise<Order[]> {
    const orders = await this.reads.run(
      (manager) => pageOf(manager, { filter, limit, after }).getMany(),
      ended,
    );
    return orders.sort((one, other) => other.createdAt - one.createdAt || other.id - one.id);
  }
}

/** The index by user has a range for each status. */
function rangesOf({ status, userId }: OrderFilter): IndexRange[] {
  if (userId === undefined || status !== undefined) return [{ status, userId }];
  return ORDER_STATUSES.map((each) => ({ status: each, userId }));
}

/** Finds the first keys of each range in its index alone, then the first of those, and reads the rows of these only. */
function pageOf(manager: EntityManager, bounds: PageBounds): SelectQueryBuilder<Order> {
  const page = manager.createQueryBuilder(Order, 'o');
  const firsts = rangesOf(bounds.filter).map((range, index) => {
    const keys = firstKeysOf(manager, range, bounds);
    page.setParameters(keys.getParameters());
    return `SELECT id, created_at FROM (${keys.getQuery()}) r${index}`;
  });
  const keys = `(${firsts.join(' UNION ALL ')} ORDER BY created_at DESC, id DESC LIMIT ${bounds.limit})`;
  return page.innerJoin(keys, 'page', 'page.id = o.id');
}

function firstKeysOf(
  manager: EntityManager,
  { status, userId }: IndexRange,
  { filter, limit, after }: PageBounds,
): SelectQueryBuilder<Order> {
  const keys = manager
    .createQueryBuilder(Order, 'o')
    .select('o.id', 'id')
    .addSelect('o.createdAt', 'created_at');
  // Each status has a parameter of its own: several ranges stand in one statement.
  if (status !== undefined) keys.andWhere(`o.status = :${status}`, { [status]: status });
  if (userId !== undefined) keys.andWhere('o.userId = :userId', { userId });
  // Which of the two indices by user has it: that of finished orders, or that of unfinished ones.
  if (userId !== undefined && status !== undefined)
    keys.andWhere(isUnfinished(status) ? 'o.dueAt IS NOT NULL' : 'o.dueAt IS NULL');
  if (filter.createdAfter !== undefined) keys.andWhere('o.createdAt > :createdAfter', filter);
  if (filter.createdBefore !== undefined) keys.andWhere('o.createdAt < :createdBefore', filter);
  if (after) narrowToOlder(keys, after);
  return keys.orderBy('o.createdAt', 'DESC').addOrderBy('o.id', 'DESC').limit(limit);
}
