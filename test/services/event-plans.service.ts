import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { EventFilter } from '../../src/orders/log/event-page.js';
import { LogQueries } from '../../src/orders/log/log-queries.js';
import { DATABASE_KIND } from '../support/database/test-database.js';
import { numbersUpTo } from '../support/database/numbers.js';
import { queriesOf } from '../support/database/noted-queries.js';
import { rowsVisited } from '../support/database/visited-rows.js';
import { TestApp } from '../support/test-app.js';

const ORDERS = 50_000;
const LIMIT = 20;
/** Entries that a filter without an index is compared with in one page. */
const WINDOW = 10_000;

const SEED = [
  `INSERT INTO orders (order_id, user_id, item_ids, total_minor, status, attempts, spent_attempts, sequence,
    created_at, updated_at)
    SELECT CONCAT('S', i), CASE WHEN i = 1 THEN 'rare' ELSE 'usual' END, '[]', 1, 'completed', 1, 0, 2, i, i FROM ${numbersUpTo(ORDERS)}`,
  `INSERT INTO order_timeline (order_pk, sequence, type, attempt, at, position)
    SELECT id, 1, 'created', 0, created_at, created_at FROM orders`,
  `INSERT INTO order_timeline (order_pk, sequence, type, attempt, at, position)
    SELECT id, 2, 'completed', 1, created_at, created_at + ${ORDERS} FROM orders`,
  `UPDATE order_totals SET position = ${2 * ORDERS}`,
];

const ALL: EventFilter = { types: [] };
const CASES: readonly [string, EventFilter, number][] = [
  ['all', ALL, 4 * LIMIT],
  ['one order', { ...ALL, orderId: 'S7' }, 10 * LIMIT],
  ['a frequent type', { types: ['created'] }, 4 * WINDOW],
  ['a rare type', { types: ['failed'] }, 4 * WINDOW],
  ['a rare user', { ...ALL, userId: 'rare' }, 4 * WINDOW],
  ['a usual user', { ...ALL, userId: 'usual' }, 4 * WINDOW],
];

describe('a page of events on a database server', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ settings: { ROLE: 'api' } });
    for (const statement of SEED) await app.sql(statement);
    for (const table of ['orders', 'order_timeline'])
      await app.sql(DATABASE_KIND === 'postgres' ? `ANALYZE ${table}` : `ANALYZE TABLE ${table}`);
  });

  afterAll(() => app.dispose());

  it.each(CASES)('of %s visits a bounded number of rows', async (_, filter, most) => {
    const source = app.get(DataSource);
    for (const after of [0, ORDERS / 2, 2 * ORDERS - 100]) {
      const asked = await queriesOf(source, () => app.get(LogQueries).page(filter, after, LIMIT));
      const reads = asked.filter(({ sql }) => sql.includes('order_timeline'));
      expect(reads.length).toBeGreaterThan(0);
      for (const { sql, parameters } of reads)
        expect(await rowsVisited(source, sql, parameters)).toBeLessThanOrEqual(most);
    }
  });
});
