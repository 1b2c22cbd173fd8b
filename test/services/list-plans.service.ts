import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { type OrderFilter, OrderList } from '../../src/orders/queries/order-list.js';
import { ORDER_STATUSES } from '../../src/orders/domain/order-status.js';
import { numbersUpTo } from '../support/database/numbers.js';
import { queriesOf } from '../support/database/noted-queries.js';
import { TestApp } from '../support/test-app.js';
import { DATABASE_KIND, serversOnly } from '../support/database/test-database.js';
import { rowsVisited } from '../support/database/visited-rows.js';

/** Orders of each of two users. */
const MANY = 20_000;
const LIMIT = 10;
/** Each range is read to its limit, sorted with the others, and the rows are looked up. */
const MOST_ROWS = 8 * LIMIT * ORDER_STATUSES.length;

/**
 * By turns of two users. What is rare, or common but old, is where a planner goes wrong that takes rows to be spread evenly:
 * the first order of each user is cancelled, the older half is completed, and the newer half has failed.
 */
const SEED = `INSERT INTO orders (order_id, user_id, item_ids, total_minor, status, attempts, spent_attempts, due_at,
    processing_ms, sequence, created_at, updated_at)
  SELECT CONCAT('S', i), CASE WHEN MOD(i, 2) = 0 THEN 'a' ELSE 'b' END, '[]', 1,
    CASE WHEN i < 3 THEN 'cancelled' WHEN i <= ${MANY} THEN 'completed' ELSE 'failed' END,
    1, 0, NULL, NULL, 3, i, i FROM ${numbersUpTo(2 * MANY)}`;

const NEWEST = { createdAt: 2 * MANY + 1, id: 1_000_000 };
const FILTERS: readonly OrderFilter[] = [undefined, 'a', 'nobody'].flatMap((userId) =>
  [undefined, ...ORDER_STATUSES].map((status) => ({ userId, status })),
);
const TIMES = { createdAfter: 0, createdBefore: 2 * MANY + 1 };

serversOnly(describe)('a list on a database server', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
    await app.sql(SEED);
    await app.sql(DATABASE_KIND === 'postgres' ? 'ANALYZE orders' : 'ANALYZE TABLE orders');
  });

  afterAll(() => app.dispose());

  const cases = FILTERS.flatMap((filter) => [
    { filter, after: undefined },
    { filter: { ...filter, ...TIMES }, after: undefined },
    { filter: { ...filter, createdAfter: 0 }, after: NEWEST },
  ]);

  it.each(cases)('visits no more rows than its page has, with $filter', async ({ filter, after }) => {
    const source = app.get(DataSource);
    const asked = await queriesOf(source, () => app.get(OrderList).page(filter, LIMIT, after));
    const [list] = asked.filter(({ sql }) => sql.includes('page'));
    if (!list) throw new Error('It was not asked.');
    expect(await rowsVisited(source, list.sql, list.parameters)).toBeLessThanOrEqual(MOST_ROWS);
  });
});
