import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThanOrEqual, Repository } from 'typeorm';
import type { OrderCursor } from './order-cursor.js';
import { Order } from './order.entity.js';
import type { OrderStatus } from './order-status.js';

/** What a list of orders may be narrowed to. Times in milliseconds, both bounds excluded. */
export interface OrderFilter {
  readonly status?: OrderStatus | undefined;
  readonly userId?: string | undefined;
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
}

/** All orders of one status, in sum. */
export interface StatusTally {
  readonly status: OrderStatus;
  readonly orders: number;
  /** Total over the completed ones, in milliseconds. */
  readonly processingMs: number;
}

/** Reads orders as they were committed last; never waits for the store. */
@Injectable()
export class OrderReader {
  constructor(@InjectRepository(Order) private readonly orders: Repository<Order>) {}

  find(orderId: string): Promise<Order | null> {
    return this.orders.findOneBy({ orderId });
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
    if (after) query.andWhere('(o.createdAt, o.id) < (:createdAt, :id)', after);
    return query.limit(limit).getMany();
  }

  /** The orders that want attention at `now`, those first that have waited longest. */
  due(now: number, limit: number): Promise<Pick<Order, 'orderId' | 'status'>[]> {
    return this.orders.find({
      select: { orderId: true, status: true },
      where: { dueAt: LessThanOrEqual(now) },
      order: { dueAt: 'ASC', id: 'ASC' },
      take: limit,
    });
  }

  findByStatus(status: OrderStatus, limit: number): Promise<Order[]> {
    return this.orders.find({ where: { status }, order: { createdAt: 'ASC' }, take: limit });
  }

  tally(): Promise<StatusTally[]> {
    return this.orders
      .createQueryBuilder('o')
      .select('o.status', 'status')
      .addSelect('COUNT(*)', 'orders')
      .addSelect('COALESCE(SUM(o.processingMs), 0)', 'processingMs')
      .groupBy('o.status')
      .getRawMany<StatusTally>();
  }
}
