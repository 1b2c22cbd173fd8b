import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { KeyedReader } from '../../database/keyed-reader.js';
import { LongReads } from '../../database/long-reads.js';
import { Order } from '../domain/order.entity.js';
import { OrderStatus } from '../domain/order-status.js';

/** Reads that show what other instances have done. */
@Injectable()
export class PeerQueries {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly keyed: KeyedReader,
    private readonly longReads: LongReads,
  ) {}

  /** How many entries the timelines of these orders have, by order id. */
  async sequences(orderIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const table = this.orders.metadata.tableName;
    const columns = new Map([
      ['orderId', 'order_id'],
      ['sequence', 'sequence'],
    ]);
    const read = { table, columns, key: 'order_id', values: orderIds };
    const found = (await this.keyed.read(read)) as Pick<Order, 'orderId' | 'sequence'>[];
    return new Map(found.map(({ orderId, sequence }) => [orderId, sequence]));
  }

  /** Row id of the latest order that is being processed; 0 if none is. */
  async latestClaim(): Promise<number> {
    // By the index on the status; MAX(id) alone would scan all orders of the status.
    const [latest] = await this.orders.find({
      select: { id: true },
      where: { status: OrderStatus.Processing },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: 1,
    });
    return latest?.id ?? 0;
  }
}
