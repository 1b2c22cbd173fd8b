import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { KeyedReader, type KeyedSource } from '../../database/keyed-reader.js';
import { Order } from '../domain/order.entity.js';
import { orderColumns } from '../store/order-rows.js';
import { RowLoader } from './row-loader.js';

/** How far an order has come. */
export type OrderProgress = Pick<Order, 'orderId' | 'status' | 'sequence'>;

/** Finds orders by id. */
@Injectable()
export class OrderLoader {
  private readonly ids: KeyedSource;
  private readonly orders: RowLoader<Order>;
  /** Without the items of the orders, which may be many. */
  private readonly progress: RowLoader<OrderProgress>;

  constructor(
    private readonly reader: KeyedReader,
    @InjectRepository(Order) { metadata }: Repository<Order>,
  ) {
    const all = orderColumns(metadata);
    const sourceOf = (...names: readonly (keyof Order)[]): KeyedSource => ({
      table: metadata.tableName,
      key: all.get('orderId') ?? '',
      columns: new Map(
        [...all].filter(([name]) => names.length === 0 || names.some((each) => each === name)),
      ),
    });
    this.ids = sourceOf('orderId');
    this.orders = new RowLoader(reader, sourceOf());
    this.progress = new RowLoader(reader, sourceOf('orderId', 'status', 'sequence'));
  }

  find(orderId: string): Promise<Order | null> {
    return this.orders.find(orderId);
  }

  findProgress(orderId: string): Promise<OrderProgress | null> {
    return this.progress.find(orderId);
  }

  /** Which of these ids are taken. */
  async known(orderIds: readonly string[]): Promise<ReadonlySet<string>> {
    const found = (await this.reader.read({
      ...this.ids,
      values: [...new Set(orderIds)],
    })) as Pick<Order, 'orderId'>[];
    return new Set(found.map(({ orderId }) => orderId));
  }
}
