import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MetricsService } from '../src/metrics/metrics.service.js';
import { OrderReader } from '../src/orders/order-reader.js';
import { OrderRemoval } from '../src/orders/order-removal.js';
import { PeerReader } from '../src/orders/peer-reader.js';
import { OrderStatus } from '../src/orders/order-status.js';
import { orderBody } from './support/orders.js';
import { type Statement, noteStatements } from './support/statements.js';
import { TestApp } from './support/test-app.js';
import { sqliteOnly } from './support/test-database.js';

const STATUS_INDEX = 'orders_status_created_at_id_processing_ms';
/** A list without filters walks along its index, and stops at its limit. */
const SLOW_STEP =
  /^SCAN (o|orders|Order|order_timeline|t)\b(?! USING INDEX orders_created_at_id$)|TEMP B-TREE/;

sqliteOnly(describe)('query plans of SQLite', () => {
  let app: TestApp;
  const statements: Statement[] = [];

  beforeAll(async () => {
    app = await TestApp.start();
    const { sqlite } = app;
    for (const source of [sqlite, sqlite.writer, sqlite.snapshots]) await noteStatements(source, statements);

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
    await app.get(OrderReader).known(['A0001']);
    await app.get(OrderReader).due(1, 10);
    await app.get(OrderReader).lost(1, 10);
    await app.get(OrderReader).lost(1, 10, { createdAt: 1, id: 1 });
    await app.get(OrderReader).findByStatus(OrderStatus.Failed, 10);
    await app.get(OrderReader).unfinished();
    await app.get(PeerReader).latestClaim();
    await app.get(PeerReader).sequences(['A0001']);
    await app.get(MetricsService).repair();
    const later = Date.now() + 1000;
    await app.get(OrderRemoval).removeNext(OrderStatus.Completed, later, { createdAt: 1, id: 0 });
    await app.get(OrderRemoval).removeNext(OrderStatus.Completed, later);
  });

  afterAll(() => app.dispose());

  /** The steps that the database takes, one line each. */
  async function planOf(statement: Statement | undefined): Promise<string[]> {
    if (!statement) throw new Error('It was not asked.');
    const { sql, parameters } = statement;
    const steps = await app.sql<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    return steps.map(({ detail }) => detail);
  }

  it('finds orders by an index in whatever it asks, so that cost does not grow with their number', async () => {
    const asked = statements.filter(
      ({ sql }) => /^\s*(SELECT|INSERT|UPDATE|DELETE)/.test(sql) && !/COUNT\(\*\) AS n|GROUP BY/.test(sql),
    );
    expect(asked.length).toBeGreaterThan(15);
    const slow: string[] = [];
    for (const statement of asked) {
      const plan = await planOf(statement);
      if (plan.some((step) => SLOW_STEP.test(step))) slow.push([statement.sql, ...plan].join('\n'));
    }
    expect(slow).toEqual([]);
  });

  it('looks for lost orders among those in work, not among all that wait', async () => {
    const lost = statements.find(({ sql }) => /status" = \? AND "o"."due_at" <=/.test(sql));
    expect(await planOf(lost)).toEqual([expect.stringContaining(`${STATUS_INDEX} (status=?)`)]);
  });

  it('finds the latest claim at the end of those in work', async () => {
    const latest = statements.find(({ sql }) => /"status" = .*ORDER BY "Order"."created_at" DESC/.test(sql));
    expect(await planOf(latest)).toEqual([expect.stringContaining(`${STATUS_INDEX} (status=?)`)]);
  });

  it('counts by an index alone', async () => {
    const count = statements.find(({ sql }) => sql.includes('GROUP BY'));
    expect(await planOf(count)).toEqual([`SCAN o USING COVERING INDEX ${STATUS_INDEX}`]);
  });

  it('finds what is old enough to go by its status and age', async () => {
    const walks = statements.filter(({ sql }) =>
      /^SELECT .*"created_at" < .* ORDER BY "o_created_at" ASC/.test(sql),
    );
    expect(walks).toHaveLength(2);
    for (const walk of walks) {
      expect(await planOf(walk)).toEqual([
        expect.stringContaining(`SEARCH o USING INDEX ${STATUS_INDEX} (status=?`),
      ]);
    }
    const removal = statements.find(({ sql }) => sql.startsWith('DELETE'));
    expect((await planOf(removal))[0]).toBe('SEARCH orders USING INTEGER PRIMARY KEY (rowid=?)');
  });
});
