import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import { OrderTimelineRow } from './order-timeline-row.entity.js';
import type { OrderCursor } from './order-cursor.js';
import { OrderLookup } from './order-lookup.js';
import { narrowToNewer, narrowToOlder } from './order-place.js';
import { Order } from './order.entity.js';
import type { TimelineEntry } from './timeline-entry.js';
import { OrderStatus } from './order-status.js';

/** What a list of orders may be narrowed to. Times in milliseconds, both bounds excluded. */
export interface OrderFilter {
  readonly status?: OrderStatus | undefined;
  readonly userId?: string | undefined;
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
}

/** As much of an order as its recovery takes. */
type LostOrder = Pick<Order, 'id' | 'orderId' | 'createdAt'>;

/** As much of an order as its removal takes. */
type FinishedOrder = Pick<Order, 'id' | 'orderId' | 'createdAt' | 'updatedAt'>;

/** Reads orders as they were committed last; never waits for the store. */
@Injectable()
export class OrderReader {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly lookup: OrderLookup,
    @InjectRepository(OrderTimelineRow) private readonly timelines: Repository<OrderTimelineRow>,
  ) {}

  find(orderId: string): Promise<Order | null> {
    return this.lookup.find(orderId);
  }

  /** Which of these ids are taken. */
  async known(orderIds: readonly string[]): Promise<ReadonlySet<string>> {
    const known = this.ids().where('o.orderId IN (:...orderIds)', { orderIds });
    return new Set(toIds(await known.getRawMany<IdRow>()));
  }

  /** The entries behind `after`, in order. */
  async timeline(orderId: string, after: number): Promise<TimelineEntry[]> {
    const rows = await this.timelines
      .createQueryBuilder('t')
      .innerJoin(Order, 'o', 'o.id = t.orderPk')
      .where('o.orderId = :orderId AND t.sequence > :after', { orderId, after })
      .orderBy('t.sequence')
      .getMany();
    return rows.map(({ sequence, type, attempt, at, detail }) => ({
      orderId,
      sequence,
      type,
      attempt,
      at,
      detail,
    }));
  }

  /** At most `limit` orders, newest first, from behind `after` on (keyset pagination). */
  page(filter: OrderFilter, limit: number, after?: OrderCursor): Promise<Order[]> {
    const query = this.orders
      .createQueryBuilder('o')
      .orderBy('o.createdAt', 'DESC')
      .addOrderBy('o.id', 'DESC');
    if (filter.status !== undefined) query.andWhere('o.status = :status', filter);
    if (filter.userId !== undefined) query.andWhere('o.userId = :userId', filter);
    if (filter.createdAfter !== undefined) query.andWhere('o.createdAt > :createdAfter', filter);
    if (filter.createdBefore !== undefined) query.andWhere('o.createdAt < :createdBefore', filter);
    if (after) narrowToOlder(query, after);
    return query.limit(limit).getMany();
  }

  /** Ids of orders that may be claimed at `now`, those first that have waited longest. */
  async due(now: number, limit: number): Promise<string[]> {
    const due = this.ids()
      .where('o.dueAt <= :now', { now })
      .orderBy('o.dueAt')
      .addOrderBy('o.id')
      .limit(limit);
    return toIds(await due.getRawMany<IdRow>());
  }

  /** At most `limit` orders whose lease had run out by `now`, oldest first, from behind `after` on. */
  lost(now: number, limit: number, after?: OrderCursor): Promise<LostOrder[]> {
    const status = OrderStatus.Processing;
    const query = this.orders
      .createQueryBuilder('o')
      .select(['o.id', 'o.orderId', 'o.createdAt'])
      .where('o.status = :status AND o.dueAt <= :now', { status, now })
      .orderBy('o.createdAt')
      .addOrderBy('o.id');
    if (after) narrowToNewer(query, after);
    return query.limit(limit).getMany();
  }

  /** Ids, oldest first. */
  async findByStatus(status: OrderStatus, limit: number): Promise<string[]> {
    const found = this.ids()
      .where('o.status = :status', { status })
      .orderBy('o.createdAt')
      .addOrderBy('o.id')
      .limit(limit);
    return toIds(await found.getRawMany<IdRow>());
  }

  /** At most `limit` orders of a status that were taken before a time, oldest first, from behind `after` on. */
  oldest(status: OrderStatus, before: number, limit: number, after?: OrderCursor): Promise<FinishedOrder[]> {
    const query = this.orders
      .createQueryBuilder('o')
      .select(['o.id', 'o.orderId', 'o.createdAt', 'o.updatedAt'])
      .where('o.status = :status AND o.createdAt < :before', { status, before })
      .orderBy('o.createdAt')
      .addOrderBy('o.id');
    if (after) narrowToNewer(query, after);
    return query.limit(limit).getMany();
  }

  /** How many orders are unfinished, and the row id of the first that is pending. */
  async unfinished(): Promise<{ orders: number; firstId: number }> {
    const found = await this.orders
      .createQueryBuilder('o')
      .select('COUNT(*)', 'orders')
      .addSelect('COALESCE(MIN(o.id), 1)', 'firstId')
      .where('o.dueAt IS NOT NULL')
      .getRawOne<{ orders: number; firstId: number }>();
    return found ?? { orders: 0, firstId: 1 };
  }

  async oldestPending(): Promise<number | null> {
    const where = { status: OrderStatus.Pending };
    const [oldest] = await this.orders.find({
      select: { createdAt: true },
      where,
      order: { createdAt: 'ASC' },
      take: 1,
    });
    return oldest?.createdAt ?? null;
  }

  private ids(): SelectQueryBuilder<Order> {
    return this.orders.createQueryBuilder('o').select('o.orderId', 'orderId');
  }
}

interface IdRow {
  readonly orderId: string;
}

function toIds(rows: readonly IdRow[]): string[] {
  return rows.map(({ orderId }) => orderId);
}
