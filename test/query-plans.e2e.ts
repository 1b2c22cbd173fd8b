import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { WRITE_CONNECTION } from '../src/database/write-connection.js';
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

/** TypeORM has one query runner for each SQLite connection: all that is asked passes it. */
function record(source: DataSource): void {
  const runner = source.createQueryRunner();
  const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
  const recording = (...args: [string, unknown[] | undefined, ...unknown[]]): Promise<unknown> => {
    statements.push({ sql: args[0], parameters: args[1] });
    return query(...args);
  };
  runner.query = recording as typeof runner.query;
}

beforeAll(async () => {
  app = await TestApp.start();
  record(app.get(DataSource));
  record(app.get<DataSource>(WRITE_CONNECTION));

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
