import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, type QueryRunner, Repository } from 'typeorm';
import { SqlDialect } from '../database/sql-dialect.js';
import { WRITE_CONNECTION } from '../database/write-connection.js';
import { Order } from './order.entity.js';
import type { OrderChange } from './order-change.js';
import { type OrderStatements, orderStatements } from './order-statements.js';

/** Reads and writes orders in sets, within one transaction. */
export interface OrderTransaction {
  read(orderIds: ReadonlySet<string>): Promise<Order[]>;
  write(changes: readonly OrderChange[]): Promise<void>;
  /** Removes orders by their row ids, and their timelines with them. */
  remove(orders: readonly Pick<Order, 'id'>[]): Promise<void>;
}

/** The rows of orders and of their timeline, as the store sees them. */
@Injectable()
export class OrderRows {
  private readonly statements: OrderStatements;

  constructor(
    @Inject(WRITE_CONNECTION) private readonly connection: DataSource,
    @InjectRepository(Order) orders: Repository<Order>,
    private readonly dialect: SqlDialect,
  ) {
    const columns = orders.metadata.columns.map(
      (column) => [column.propertyName, column.databaseName] as const,
    );
    this.statements = orderStatements(dialect, new Map(columns));
  }

  /** Commits what `work` writes, or nothing of it if `work` or the commit fails. */
  async inTransaction<Result>(work: (transaction: OrderTransaction) => Promise<Result>): Promise<Result> {
    const runner = this.connection.createQueryRunner();
    try {
      // Not TypeORM's transactions: after a failed rollback those take the next one for a nested one.
      await runner.query(this.dialect.begin);
      const result = await work(this.over(runner));
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      // The failure that counts is the first one. SQLite may have rolled back by itself.
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** Whether the rows themselves made a transaction fail, so that it would fail again. */
  areBlamedBy(error: unknown): boolean {
    return this.dialect.blamesRows(error);
  }

  private over(runner: QueryRunner): OrderTransaction {
    const run = async (sql: string, rows: readonly object[]): Promise<void> => {
      if (rows.length > 0) await runner.query(sql, [JSON.stringify(rows)]);
    };
    return {
      read: (orderIds) => {
        const wanted = [...orderIds].map((orderId) => ({ orderId }));
        return runner.query(this.statements.read, [JSON.stringify(wanted)]) as Promise<Order[]>;
      },
      write: async (changes) => {
        const created = new Set(
          changes.filter(({ from }) => from === null).map(({ order }) => order.orderId),
        );
        const latest = [...new Map(changes.map(({ order }) => [order.orderId, order])).values()];
        await run(
          this.statements.insert,
          latest.filter(({ orderId }) => created.has(orderId)),
        );
        await run(
          this.statements.update,
          latest.filter(({ orderId }) => !created.has(orderId)),
        );
        await run(
          this.statements.insertTimeline,
          changes.map(({ entry }) => entry),
        );
      },
      remove: (orders) =>
        run(
          this.statements.remove,
          orders.map(({ id }) => ({ id })),
        ),
    };
  }
}
