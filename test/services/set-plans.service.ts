import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { inTransaction, onConnection } from '../../src/database/server/on-connection.js';
import type { ServerDataSource } from '../../src/database/server/server-data-source.js';
import { SetStatements } from '../../src/database/server/sql/set-statements.js';
import { Order } from '../../src/orders/domain/order.entity.js';
import { orderBody } from '../support/orders.js';
import { TestApp } from '../support/test-app.js';
import { DATABASE_KIND } from '../support/database/test-database.js';

/** So few that reading them all is as quick. */
const FEW = 50;
const ORDERS = { table: 'orders', rows: [] } as const;
const NO_ROWS = ['[]'];
const READ = { table: 'orders', columns: new Map([['id', 'id']]), key: 'order_id', values: [] };
const CHILDREN = ['order_pk', 'sequence', 'type', 'attempt', 'at', 'detail', 'actor', 'position'];

(DATABASE_KIND === 'postgres' ? describe : describe.skip)('a set of keys in PostgreSQL', () => {
  let app: TestApp;
  let source: ServerDataSource;
  let statements: SetStatements;

  beforeAll(async () => {
    app = await TestApp.start();
    source = app.get(DataSource) as ServerDataSource;
    statements = new SetStatements(source, source.dialect);
    await app.post('/orders', orderBody());
    await app.whenDone();
  });

  afterAll(() => app.dispose());

  /** Makes the table so large by copies of the order that is there. */
  async function growTo(rows: number): Promise<void> {
    const [{ n } = { n: 0 }] = await app.sql<{ n: number }>('SELECT COUNT(*) AS n FROM orders');
    const names = source.getMetadata(Order).columns.map(({ databaseName }) => databaseName);
    const others = names.filter((name) => !['id', 'order_id'].includes(name)).join(', ');
    await app.sql(`INSERT INTO orders (order_id, ${others}) SELECT 'copy-' || g, ${others}
      FROM orders, generate_series(${n}, ${rows - 1}) g WHERE order_id = 'A0001'`);
  }

  async function planOf(connection: unknown, statement: string): Promise<string> {
    const lines = await source.dialect.run(connection, `EXPLAIN ${statement}`, NO_ROWS);
    return (lines as { 'QUERY PLAN': string }[]).map((line) => line['QUERY PLAN']).join('\n');
  }

  it.each([FEW, 10_000, 200_000])('finds its rows by an index, among %i', async (rows) => {
    await growTo(rows);
    for (const prepare of ['SELECT 1', 'ANALYZE orders']) {
      await app.sql(prepare);
      await inTransaction(source, source.dialect.begin, expectIndexInCommits);
      if (rows > FEW) await onConnection(source, expectIndexOutside);
    }
  });

  async function expectIndexInCommits(connection: unknown): Promise<void> {
    const parent = { table: 'orders', key: 'order_id', id: 'id' };
    for (const statement of [
      statements.selectForUpdate(READ),
      statements.write({ ...ORDERS, kind: 'update', columns: ['id', 'status'] }),
      statements.write({ ...ORDERS, kind: 'delete', columns: ['id'] }),
      statements.write({
        kind: 'insert-children',
        table: 'order_timeline',
        parent,
        counter: { table: 'order_totals', column: 'position', id: 1 },
        columns: CHILDREN,
        rows: [],
      }),
    ])
      expectIndex(await planOf(connection, statement));
  }

  /** Where nothing is set. */
  async function expectIndexOutside(connection: unknown): Promise<void> {
    expectIndex(await planOf(connection, statements.select(READ)));
  }
});

function expectIndex(plan: string): void {
  expect(plan).toMatch(/Index (Only )?Scan/);
  expect(plan).not.toContain('Seq Scan');
}
