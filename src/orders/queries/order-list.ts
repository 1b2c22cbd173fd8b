import { Injectable } from '@nestjs/common';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { DatabaseBackend } from '../../database/database-backend.js';
import { LongReads } from '../../database/long-reads.js';
import type { OrderCursor } from './order-cursor.js';
import { narrowToOlder } from './order-place.js';
import { ORDER_STATUSES, type OrderStatus, isUnfinished } from '../domain/order-status.js';
import { Order } from '../domain/order.entity.js';

/** The indices as migrations call them. */
const BY_STATUS = 'orders_status_created_at_id_processing_ms';
const BY_USER = 'orders_user_id_status_created_at_id';

/** A page is read in steps of so many orders, until its item ids have so many characters. */
const PAGE_STEP = 20;
const PAGE_SIZE = 512 * 1024;

export interface OrderPage {
  readonly orders: readonly Order[];
  readonly hasMore: boolean;
}

/** What a list of orders may be narrowed to. Times in milliseconds, both bounds excluded. */
export interface OrderFilter {
  readonly status?: OrderStatus | undefined;
  readonly userId?: string | undefined;
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
}

/** Orders that an index has next to each other, newest first. */
type IndexRange =
  | { readonly userId: string; readonly status: OrderStatus }
  | { readonly userId: undefined; readonly status: OrderStatus | undefined };

/** Where a page begins and ends. */
interface PageBounds {
  readonly filter: OrderFilter;
  readonly limit: number;
  readonly after: OrderCursor | undefined;
}

/** Lists orders. What a page costs depends on its limit alone, not on how many orders there are. */
@Injectable()
export class OrderList {
  constructor(
    private readonly reads: LongReads,
    private readonly database: DatabaseBackend,
  ) {}

  /**
   * One page, newest first, from behind `after` on (keyset pagination); shorter than `limit` if its orders are large.
   * The whole page is one turn of the long reads, so half-read pages do not pile up.
   * @param ended aborts when nobody waits for the page any more
   * @throws ReadsBusy if too many lists are being read
   */
  page(filter: OrderFilter, limit: number, after?: OrderCursor, ended?: AbortSignal): Promise<OrderPage> {
    return this.reads.run(async (manager) => {
      const orders: Order[] = [];
      let size = 0;
      for (;;) {
        const wanted = Math.min(PAGE_STEP, limit - orders.length);
        const found = await this.step(manager, { filter, limit: wanted + 1, after: orders.at(-1) ?? after });
        const hasMore = found.splice(wanted).length > 0;
        orders.push(...found);
        size += found.reduce((sum, { itemIds }) => sum + itemIds.length, 0);
        const isEnough = orders.length === limit || size >= PAGE_SIZE || ended?.aborted;
        if (!hasMore || isEnough) return { orders, hasMore };
      }
    }, ended);
  }

  private async step(manager: EntityManager, bounds: PageBounds): Promise<Order[]> {
    const orders = await this.pageOf(manager, bounds).getMany();
    return orders.sort((one, other) => other.createdAt - one.createdAt || other.id - one.id);
  }

  /** Finds the first keys of each range by index only, merges them, and reads just the rows of the page. */
  private pageOf(manager: EntityManager, bounds: PageBounds): SelectQueryBuilder<Order> {
    const page = manager.createQueryBuilder(Order, 'o');
    const firsts = rangesOf(bounds.filter).map((range, index) => {
      const keys = manager
        .createQueryBuilder(Order, 'o')
        .select('o.id', 'id')
        .addSelect('o.createdAt', 'created_at');
      this.narrowToRange(keys, range);
      narrowToBounds(keys, bounds);
      page.setParameters(keys.getParameters());
      return `SELECT id, created_at FROM (${keys.getQuery()}) r${index}`;
    });
    const keys = `(${firsts.join(' UNION ALL ')} ORDER BY created_at DESC, id DESC LIMIT ${bounds.limit})`;
    return page.innerJoin(keys, 'page', 'page.id = o.id');
  }

  private narrowToRange(keys: SelectQueryBuilder<Order>, { userId, status }: IndexRange): void {
    if (status === undefined) return;
    // Each status has a parameter of its own: several ranges stand in one statement.
    keys.setParameters({ userId, [status]: status });
    if (userId === undefined) {
      this.database.pin(keys, { column: 'o.status', parameter: status, index: BY_STATUS });
      return;
    }
    this.database.pin(keys, { column: 'o.userId', parameter: 'userId', index: BY_USER });
    keys.andWhere(`o.status = :${status}`);
    // Where there are two indices by user: that of unfinished orders, or that of finished ones.
    keys.andWhere(isUnfinished(status) ? 'o.dueAt IS NOT NULL' : 'o.dueAt IS NULL');
  }
}

/** The index by user has a range for each status. */
function rangesOf({ status, userId }: OrderFilter): IndexRange[] {
  if (userId === undefined) return [{ userId, status }];
  const statuses = status === undefined ? ORDER_STATUSES : [status];
  return statuses.map((each) => ({ userId, status: each }));
}

function narrowToBounds(keys: SelectQueryBuilder<Order>, { filter, limit, after }: PageBounds): void {
  if (filter.createdAfter !== undefined) keys.andWhere('o.createdAt > :createdAfter', filter);
  if (filter.createdBefore !== undefined) keys.andWhere('o.createdAt < :createdBefore', filter);
  if (after) narrowToOlder(keys, after);
  keys.addOrderBy('o.createdAt', 'DESC').addOrderBy('o.id', 'DESC').limit(limit);
}
