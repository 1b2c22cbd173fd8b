import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Database } from 'sqlite3';
import { DataSource } from 'typeorm';
import type { SqliteDataSource } from '../src/database/sqlite/sqlite-data-source.js';
import { OrderReader } from '../src/orders/order-reader.js';
import { OrderStatus } from '../src/orders/order-status.js';
import { orderBody } from './support/orders.js';
import { TestApp } from './support/test-app.js';

interface Statement {
  readonly sql: string;
  readonly parameters: unknown[] | undefined;
}

let app: TestApp;
const statements: Statement[] = [];

/** All that is asked of a SQLite file passes the one connection of its data source. */
async function record(source: DataSource): Promise<void> {
  const database = (await source.createQueryRunner().connect()) as Database;
  for (const method of ['all', 'run', 'exec'] as const) {
    const ask = database[method].bind(database) as (sql: string, ...rest: unknown[]) => Database;
    database[method] = (sql: string, ...rest: unknown[]): Database => {
      const parameters = Array.isArray(rest[0]) ? (rest[0] as unknown[]) : undefined;
      statements.push(...sql.split(';\n').map((statement) => ({ sql: statement, parameters })));
      return ask(sql, ...rest);
    };
  }
}

beforeAll(async () => {
  app = await TestApp.start();
  await record(app.get(DataSource));
  await record((app.get(DataSource) as SqliteDataSource).writer);

  await app.post('/orders', orderBody());
  await app.whenDone();
  for (const query of [
    '',
    '?status=failed',
    '?user_id=user1',
    '?created_after=2025-01-01&created_before=2026-01-01',
    '?status=failed&created_after=2025-01-01',
  ]) {
    await app.request(`/orders${query}`);
  }
  await app.get(OrderReader).page({}, 10, { createdAt: 1, id: 1 });
  await app.get(OrderReader).page({ status: OrderStatus.Pending }, 10, { createdAt: 1, id: 1 });
  await app.request('/orders/A0001');
  await app.request('/orders/A0001/events');
  await app.request('/processing');
  await app.get(OrderReader).due(1, 10);
  await app.get(OrderReader).lost(1);
  await app.get(OrderReader).findByStatus(OrderStatus.Failed, 10);
  await app.get(OrderReader).unfinished();
});

afterAll(() => app.dispose());

it('finds orders by an index in whatever it asks, so that cost does not grow with their number', async () => {
  const asked = statements.filter(
    ({ sql }) => /^\s*(SELECT|INSERT|UPDATE)/.test(sql) && !sql.includes('COUNT(*) AS n'),
  );
  expect(asked.length).toBeGreaterThan(15);
  const slow: string[] = [];
  for (const { sql, parameters } of asked) {
    const plan = await app.sql<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    const isSlow = ({ detail }: { detail: string }): boolean =>
      /^SCAN (o|orders|t)\b(?! USING (COVERING )?INDEX)|TEMP B-TREE/.test(detail);
    if (plan.some(isSlow)) slow.push(`${sql}\n${plan.map(({ detail }) => detail).join('\n')}`);
  }
  expect(slow).toEqual([]);
});

it('looks for lost orders among those in work, not among all that wait', async () => {
  const lost = statements.find(({ sql }) => /status" = \? AND "o"."due_at" <=/.test(sql));
  const [step] = await app.sql<{ detail: string }>(`EXPLAIN QUERY PLAN ${lost?.sql ?? ''}`, lost?.parameters);
  expect(step?.detail).toContain('orders_status_created_at (status=?)');
});
