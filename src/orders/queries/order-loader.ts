import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { KeyedReader } from '../../database/keyed-reader.js';
import { Coalescer } from '../store/lanes/coalescer.js';
import { Order } from '../domain/order.entity.js';
import { orderColumns } from '../store/order-rows.js';

/** How many lookups are under way at a time, each for how many orders at most. */
const LANES = 2;
const GROUP_LIMIT = 200;

interface Wanted {
  readonly orderId: string;
  readonly resolve: (order: Order | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Finds orders by id, in batches: lookups that arrive during a query share the next one. */
@Injectable()
export class OrderLoader {
  private readonly lanes = new Coalescer<Wanted>(LANES, GROUP_LIMIT, (group) => this.settle(group));
  private readonly source: { readonly table: string; readonly columns: ReadonlyMap<string, string> };

  constructor(
    private readonly reader: KeyedReader,
    @InjectRepository(Order) orders: Repository<Order>,
  ) {
    this.source = { table: orders.metadata.tableName, columns: orderColumns(orders.metadata) };
  }

  find(orderId: string): Promise<Order | null> {
    return new Promise((resolve, reject) => this.lanes.add({ orderId, resolve, reject }));
  }

  /** Which of these ids are taken. */
  async known(orderIds: readonly string[]): Promise<ReadonlySet<string>> {
    const columns = new Map([['orderId', 'order_id']]);
    const read = { table: this.source.table, columns, key: 'order_id', values: [...new Set(orderIds)] };
    const found = (await this.reader.read(read)) as Pick<Order, 'orderId'>[];
    return new Set(found.map(({ orderId }) => orderId));
  }

  private async settle(group: readonly Wanted[]): Promise<void> {
    try {
      const values = [...new Set(group.map(({ orderId }) => orderId))];
      const found = (await this.reader.read({ ...this.source, key: 'order_id', values })) as Order[];
      const orders = new Map(found.map((order) => [order.orderId, order]));
      for (const { orderId, resolve } of group) resolve(orders.get(orderId) ?? null);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
