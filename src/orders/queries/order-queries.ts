import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { LongReads } from '../../database/long-reads.js';
import { OrderTimelineRow, toEntry } from '../domain/timeline-row.entity.js';
import type { OrderCursor } from './order-cursor.js';
import { OrderLoader, type OrderProgress } from './order-loader.js';
import { narrowToNewer } from './order-place.js';
import { Order } from '../domain/order.entity.js';
import type { StoredEntry } from '../domain/timeline-entry.js';
import { OrderStatus } from '../domain/order-status.js';
import type { Lease } from '../domain/order-rules.js';

/** As much of an order as its removal takes. */
type FinishedOrder = Pick<Order, 'id' | 'orderId' | 'createdAt' | 'updatedAt'>;

/** Reads orders as they were committed last; never waits for the store. */
@Injectable()
export class OrderQueries {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly loader: OrderLoader,
    private readonly longReads: LongReads,
    private readonly clock: Clock,
  ) {}

  find(orderId: string): Promise<Order | null> {
    return this.loader.find(orderId);
  }

  /** How far an order has come: costs the same, however many items it has. */
  progress(orderId: string): Promise<OrderProgress | null> {
    return this.loader.findProgress(orderId);
  }

  /** Which of these ids are taken. */
  known(orderIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.loader.known(orderIds);
  }

  /** At most `limit` entries behind `after`, in order. @throws ReadsBusy if too much is being read */
  async timeline(orderId: string, after: number, limit: number): Promise<StoredEntry[]> {
    const rows = await this.longReads.run((manager) =>
      manager
        .createQueryBuilder(OrderTimelineRow, 't')
        .innerJoin(Order, 'o', 'o.id = t.orderPk')
        .where('o.orderId = :orderId AND t.sequence > :after', { orderId, after })
        .orderBy('t.sequence')
        .limit(limit)
        .getMany(),
    );
    return rows.map((row) => toEntry(orderId, row));
  }

  /** Ids of orders that may be claimed now, those first that have waited longest. */
  due(limit: number): Promise<string[]> {
    const due = selectIds(this.orders).where('o.dueAt <= :now', { now: this.clock.nowMs() });
    return idsOf(due.orderBy('o.dueAt').addOrderBy('o.id').limit(limit));
  }

  /** At most `limit` claims that workers hold, here and elsewhere, oldest orders first, from behind `after` on. */
  leases(limit: number, after?: OrderCursor): Promise<(Lease & OrderCursor)[]> {
    const query = this.orders
      .createQueryBuilder('o')
      .select(['o.id', 'o.createdAt', 'o.orderId', 'o.attempts', 'o.dueAt'])
      .where('o.status = :status', { status: OrderStatus.Processing })
      .orderBy('o.createdAt')
      .addOrderBy('o.id');
    if (after) narrowToNewer(query, after);
    return query.limit(limit).getMany();
  }

  /** Ids, oldest first. @throws ReadsBusy if too much is being read */
  findByStatus(status: OrderStatus, limit: number): Promise<string[]> {
    return this.longReads.run((manager) => {
      const found = selectIds(manager.getRepository(Order)).where('o.status = :status', { status });
      return idsOf(found.orderBy('o.createdAt').addOrderBy('o.id').limit(limit));
    });
  }

  /**
   * At most `limit` orders of a status that were taken before a time, oldest first, from behind `after` on.
   * @throws ReadsBusy if too much is being read
   */
  oldest(status: OrderStatus, before: number, limit: number, after?: OrderCursor): Promise<FinishedOrder[]> {
    return this.longReads.run((manager) => {
      const query = manager
        .createQueryBuilder(Order, 'o')
        .select(['o.id', 'o.orderId', 'o.createdAt', 'o.updatedAt'])
        .where('o.status = :status AND o.createdAt < :before', { status, before })
        .orderBy('o.createdAt')
        .addOrderBy('o.id');
      if (after) narrowToNewer(query, after);
      return query.limit(limit).getMany();
    });
  }

  /** How many orders are unfinished, and the row id of the first of them. */
  async unfinished(): Promise<{ orders: number; firstId: number }> {
    const found = await this.longReads.run((manager) =>
      manager
        .createQueryBuilder(Order, 'o')
        .select('COUNT(*)', 'orders')
        .addSelect('COALESCE(MIN(o.id), 1)', 'firstId')
        .where('o.dueAt IS NOT NULL')
        .getRawOne<{ orders: number; firstId: number }>(),
    );
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
}

function selectIds(orders: Repository<Order>): SelectQueryBuilder<Order> {
  return orders.createQueryBuilder('o').select('o.orderId', 'orderId');
}

async function idsOf(query: SelectQueryBuilder<Order>): Promise<string[]> {
  const rows = await query.getRawMany<{ readonly orderId: string }>();
  return rows.map(({ orderId }) => orderId);
}
