import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OrderFilter, OrderList } from '../../../src/orders/queries/order-list.js';
import { OrderStatus } from '../../../src/orders/domain/order-status.js';
import { type Statement, noteStatements } from '../../support/database/statements.js';
import { TestApp } from '../../support/test-app.js';
import { sqliteOnly } from '../../support/database/test-database.js';

const FILTERS = { status: OrderStatus.Failed, userId: 'user1', createdAfter: 1000, createdBefore: 5000 };
const CURSOR = { createdAt: 3000, id: 3 };

/** Each set of filters, from none to all. */
const COMBINATIONS = Object.keys(FILTERS).reduce<readonly (keyof OrderFilter)[][]>(
  (sets, filter) => [...sets, ...sets.map((set) => [...set, filter as keyof OrderFilter])],
  [[]],
);
const CASES = COMBINATIONS.flatMap((filters) => [
  { filters, after: undefined, name: filters.join(', ') || 'no filter' },
  { filters, after: CURSOR, name: [...filters, 'cursor'].join(', ') },
]);

sqliteOnly(describe)('the plan of a list', () => {
  let app: TestApp;
  const statements: Statement[] = [];

  beforeAll(async () => {
    app = await TestApp.start();
    await noteStatements(app.sqlite.longReads, statements);
  });

  afterAll(() => app.dispose());

  async function planOf(filter: OrderFilter, after: typeof CURSOR | undefined): Promise<string[]> {
    statements.length = 0;
    await app.get(OrderList).page(filter, 10, after);
    const [{ sql, parameters } = { sql: '', parameters: [] }, ...others] = statements;
    expect(others).toEqual([]);
    const steps = await app.sql<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    return steps.map(({ detail }) => detail);
  }

  it.each(CASES)('begins and ends in an index, with $name', async ({ filters, after }) => {
    const filter: OrderFilter = Object.fromEntries(filters.map((name) => [name, FILTERS[name]]));
    const has = (name: keyof OrderFilter): boolean => name in filter;
    const bounds = [
      ...(has('userId') ? ['user_id=?'] : []),
      // A list by user takes the first of each status.
      ...(has('status') || has('userId') ? ['status=?'] : []),
      ...(has('createdAfter') ? ['created_at>?'] : []),
      ...(has('createdBefore') || after ? ['created_at<?'] : []),
    ].join(' AND ');
    const walk =
      bounds === ''
        ? 'SCAN o USING COVERING INDEX orders_created_at_id'
        : expect.stringMatching(
            new RegExp(`^SEARCH o USING COVERING INDEX \\S+ \\(${bounds.replaceAll('?', '\\?')}\\)$`),
          );
    const ranges = has('userId') && !has('status') ? Object.keys(OrderStatus).length : 1;

    const plan = (await planOf(filter, after)).filter((step) => / o\b/.test(step));
    expect(plan.pop()).toBe('SEARCH o USING INTEGER PRIMARY KEY (rowid=?)');
    expect(plan).toEqual(Array.from({ length: ranges }, () => walk));
  });
});
