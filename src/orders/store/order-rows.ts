import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityMetadata, Repository } from 'typeorm';
import type { KeyedRead } from '../../database/keyed-reader.js';
import {
  type Decision,
  type RowSet,
  type SqlValue,
  WhenLocked,
  type Write,
  WriteConnection,
} from '../../database/write-connection.js';
import type { OrderChange } from '../domain/order-transition.js';
import { writeOfRemoval, writesOfEntries } from '../log/log-writes.js';
import { OrderTotals } from '../totals/order-totals.js';
import { Order } from '../domain/order.entity.js';
import { deltaOfChanges, deltaOfRemoval } from '../totals/totals-delta.js';

/** What may change of an order after it was created. */
const CHANGING = [
  'status',
  'attempts',
  'spentAttempts',
  'lastError',
  'dueAt',
  'processingMs',
  'sequence',
  'updatedAt',
] as const satisfies (keyof Order)[];

/** The rows of orders and of their timeline, as the store reads and writes them. */
@Injectable()
export class OrderRows {
  private readonly table: string;
  /** Columns by their properties. */
  private readonly columns: ReadonlyMap<string, string>;
  private readonly stored: readonly (keyof Order)[];

  constructor(
    private readonly connection: WriteConnection,
    @InjectRepository(Order) { metadata }: Repository<Order>,
    private readonly totals: OrderTotals,
  ) {
    this.table = metadata.tableName;
    this.columns = orderColumns(metadata);
    this.stored = [...this.columns.keys()].filter((name) => name !== 'id') as (keyof Order)[];
  }

  /** How many commits may be under way at a time. */
  get lanes(): number {
    return this.connection.lanes;
  }

  /** Reads these orders, lets `decide` change them, and commits that as a whole. */
  commit<Result extends { readonly changes: readonly OrderChange[] }>(
    orderIds: ReadonlySet<string>,
    decide: (stored: readonly Order[]) => Result,
    whenLocked: WhenLocked,
  ): Promise<Result> {
    const toDecision = (stored: object[]): Decision<Result> => {
      const result = decide(stored as Order[]);
      return { result, writes: this.toWrites(result.changes) };
    };
    return this.connection.commit(this.readOf([...orderIds]), toDecision, whenLocked);
  }

  /**
   * Removes those of these orders that `isToGo` and that nobody has locked, and their timelines with them.
   * @param upTo the highest position of their entries, or more
   * @returns what has gone
   */
  remove(orderIds: readonly string[], upTo: number, isToGo: (order: Order) => boolean): Promise<Order[]> {
    const toDecision = (stored: object[]): Decision<Order[]> => {
      const going = (stored as Order[]).filter(isToGo);
      const rows = going.map(({ id }) => [id]);
      const removal: Write = { kind: 'delete', table: this.table, columns: ['id'], rows };
      if (going.length === 0) return { result: going, writes: [] };
      const writes = [removal, writeOfRemoval(upTo), ...this.totals.writesOf(deltaOfRemoval(going))];
      return { result: going, writes };
    };
    return this.connection.commit(this.readOf(orderIds), toDecision, WhenLocked.Skip);
  }

  /** Whether the rows themselves made a commit fail, so that it would fail again. */
  areBlamedBy(error: unknown): boolean {
    return this.connection.blamesRows(error);
  }

  private readOf(orderIds: readonly string[]): KeyedRead {
    return { table: this.table, columns: this.columns, key: 'order_id', values: orderIds };
  }

  private toWrites(changes: readonly OrderChange[]): Write[] {
    const created = new Set(changes.filter(({ from }) => from === null).map(({ order }) => order.orderId));
    const latest = [...new Map(changes.map(({ order }) => [order.orderId, order])).values()];
    const [inserted, updated] = [true, false].map((isNew) =>
      latest.filter(({ orderId }) => created.has(orderId) === isNew),
    );
    const entries = changes.flatMap(({ entry }) => entry ?? []);
    return [
      { kind: 'insert', key: 'order_id', ...this.rowSet(this.stored, inserted) },
      { kind: 'update', ...this.rowSet(['id', ...CHANGING], updated) },
      ...this.totals.writesOf(deltaOfChanges(changes), entries.length),
      ...writesOfEntries(entries, this.table),
    ];
  }

  private rowSet(properties: readonly (keyof Order)[], orders: readonly Order[] = []): RowSet {
    const columns = properties.map((property) => this.columns.get(property) ?? property);
    const values = (order: Order): SqlValue[] => properties.map((property) => order[property]);
    return { table: this.table, columns, rows: orders.map(values) };
  }
}

/** The columns of orders by their properties. */
export function orderColumns({ columns }: EntityMetadata): ReadonlyMap<string, string> {
  return new Map(columns.map(({ propertyName, databaseName }) => [propertyName, databaseName]));
}
