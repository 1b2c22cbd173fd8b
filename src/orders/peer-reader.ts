import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { Order } from './order.entity.js';
import { OrderStatus } from './order-status.js';

/** Reads what other instances have done meanwhile. */
@Injectable()
export class PeerReader {
  constructor(@InjectRepository(Order) private readonly orders: Repository<Order>) {}

  /** How many entries the timelines of these orders have, by order id. */
  async sequences(orderIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const select = { orderId: true, sequence: true };
    const found = await this.orders.find({ select, where: { orderId: In(orderIds) } });
    return new Map(found.map(({ orderId, sequence }) => [orderId, sequence]));
  }

  /** Row id of the latest order that is being processed; 0 if none is. */
  async latestClaim(): Promise<number> {
    // By the index on the status; the largest id alone would be looked for in all of them.
    const [latest] = await this.orders.find({
      select: { id: true },
      where: { status: OrderStatus.Processing },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: 1,
    });
    return latest?.id ?? 0;
  }
}
