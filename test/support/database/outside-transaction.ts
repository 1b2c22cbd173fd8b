import type { DataSource, QueryRunner } from 'typeorm';
import type { TestDatabase } from './test-database.js';

/** A transaction that somebody outside of the service has open. */
export class OutsideTransaction {
  private constructor(
    private readonly source: DataSource,
    private readonly runner: QueryRunner,
  ) {}

  static async begin(database: TestDatabase): Promise<OutsideTransaction> {
    const source = await database.connect();
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    return new OutsideTransaction(source, runner);
  }

  lock(orderId: string): Promise<unknown> {
    return this.runner.query(`SELECT id FROM orders WHERE order_id = '${orderId}' FOR UPDATE`);
  }

  lockFirst(orders: number): Promise<unknown> {
    return this.runner.query(`SELECT id FROM orders ORDER BY id LIMIT ${orders} FOR UPDATE`);
  }

  /** On MySQL, whose usual isolation locks the gaps between rows as well: nobody can insert there. */
  lockBetween(first: string, last: string): Promise<unknown> {
    return this.runner.query(
      `SELECT id FROM orders FORCE INDEX (orders_order_id) WHERE order_id BETWEEN '${first}' AND '${last}' FOR UPDATE`,
    );
  }

  async lockTimeline(orderId: string): Promise<void> {
    const orders: unknown = await this.runner.query(`SELECT id FROM orders WHERE order_id = '${orderId}'`);
    const [order] = orders as { id: number }[];
    await this.runner.query(`SELECT sequence FROM order_timeline WHERE order_pk = ${order?.id} FOR UPDATE`);
  }

  lockTotals(): Promise<unknown> {
    return this.runner.query('SELECT id FROM order_totals FOR UPDATE');
  }

  /** Makes an order that nobody else sees yet. */
  insert(orderId: string): Promise<unknown> {
    return this.runner.query(
      `INSERT INTO orders (order_id, user_id, item_ids, total_minor, status, attempts, spent_attempts, sequence, created_at, updated_at)
      VALUES ('${orderId}', 'user1', '[]', 100, 'completed', 1, 0, 1, 0, 0)`,
    );
  }

  /** Takes all of it back, and lets go. */
  async end(): Promise<void> {
    if (this.runner.isTransactionActive) await this.runner.rollbackTransaction();
    if (this.source.isInitialized) await this.source.destroy();
  }
}
