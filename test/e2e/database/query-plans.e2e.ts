import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MetricsService } from '../../../src/metrics/metrics.service.js';
import { MisdatedOrders } from '../../../src/orders/recovery/misdated-orders.js';
import { OrderQueries } from '../../../src/orders/queries/order-queries.js';
import { OrderRemoval } from '../../../src/orders/retention/order-removal.js';
import { PeerQueries } from '../../../src/orders/peers/peer-queries.js';
import { OrderStatus } from '../../../src/orders/domain/order-status.js';
import { orderBody } from '../../support/orders.js';
import { RetentionLimit } from '../../../src/orders/retention/retention-limit.js';
import { type Statement, noteStatements } from '../../support/database/statements.js';
import { TestApp } from '../../support/test-app.js';
import { sqliteOnly } from '../../support/database/test-database.js';

const STATUS_INDEX = 'orders_status_created_at_id_processing_ms';
/** Sorts the entries of one order, which are limited. */
const OF_ONE_ORDER = /"order_timeline".* "o"."order_id" = \? ORDER BY "t"."position"/;
const SLOW_STEP = /^SCAN (o|orders|Order|order_timeline|t)\b|TEMP B-TREE/;

sqliteOnly(describe)('query plans of SQLite', () => {
  let app: TestApp;
  const statements: Statement[] = [];

  beforeAll(async () => {
    app = await TestApp.start();
    const { sqlite } = app;
    for (const source of [sqlite, sqlite.writer, sqlite.longReads, sqlite.snapshots])
      await noteStatements(source, statements);

    await app.post('/orders', orderBody());
    await app.whenDone();
    await app.request('/orders/A0001');
    await app.request('/orders/A0001/events');
    for (const query of ['', '?type=created', '?order_id=A0001', '?user_id=user1'])
      await app.request(`/events${query}`);
    await app.request('/processing');
    await app.get(OrderQueries).known(['A0001']);
    await app.get(OrderQueries).due(10);
    await app.get(OrderQueries).leases(10);
    await app.get(MisdatedOrders).mend().next();
    await app.get(OrderQueries).findByStatus(OrderStatus.Failed, 10);
    await app.get(OrderQueries).unfinished();
    await app.get(PeerQueries).latestClaim();
    await app.get(PeerQueries).sequences(['A0001']);
    await app.get(MetricsService).repair();
    const all = { before: Date.now() + 1000, beforeId: Infinity };
    await app.get(RetentionLimit).current();
    await app.get(OrderRemoval).removeNext(OrderStatus.Completed, all, { createdAt: 1, id: 0 });
    await app.get(OrderRemoval).removeNext(OrderStatus.Completed, all);
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
      if (OF_ONE_ORDER.test(statement.sql)) continue;
      if (plan.some((step) => SLOW_STEP.test(step))) slow.push([statement.sql, ...plan].join('\n'));
    }
    expect(slow).toEqual([]);
  });

  it('looks for lost orders among those in work, not among all that wait', async () => {
    const leases = statements.find(({ sql }) => /"due_at" AS .* WHERE "o"."status" = \? ORDER BY/.test(sql));
    expect(await planOf(leases)).toEqual([expect.stringContaining(`${STATUS_INDEX} (status=?)`)]);
  });

  it('looks for what a wrong clock has put off among what is not due yet', async () => {
    const walk = statements.find(({ sql }) => /"due_at" >= .* ORDER BY "o_due_at" ASC/.test(sql));
    expect(await planOf(walk)).toEqual(['SEARCH o USING INDEX orders_due_at (due_at>?)']);
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
