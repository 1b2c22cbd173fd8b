import type { DataSource } from 'typeorm';
import { FIRST_SCHEMA } from '../support/database/first-schema.js';
import { SERVERS, TestDatabase } from '../support/database/test-database.js';

/** Up to a hundred times a hundred numbers, as no server goes deeper by itself. */
const NUMBERS = `WITH RECURSIVE few (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM few WHERE n < 100),
  numbers (n) AS (SELECT (a.n - 1) * 100 + b.n FROM few a CROSS JOIN few b)`;
const ENTRIES_EACH = 4;

/** A database as the first version left it. */
export async function oldDatabase(server: keyof typeof SERVERS, orders: number): Promise<TestDatabase> {
  const database = await TestDatabase.createOn(SERVERS[server]);
  const source = await database.connect({ migrations: FIRST_SCHEMA });
  try {
    await source.runMigrations({ transaction: 'each' });
    await fill(source, orders);
  } finally {
    await source.destroy();
  }
  return database;
}

async function fill(source: DataSource, orders: number): Promise<void> {
  await source.query(`INSERT INTO orders (order_id, user_id, item_ids, total_minor, status, attempts,
      spent_attempts, sequence, created_at, updated_at)
    ${NUMBERS} SELECT CONCAT('O', n), CONCAT('user', n % 100), '["item1","item2"]', 500, 'completed', 1, 0,
      ${ENTRIES_EACH}, n, n FROM numbers WHERE n <= ${orders}`);
  await source.query(`INSERT INTO order_timeline (order_pk, sequence, type, attempt, at)
    ${NUMBERS} SELECT id, n, 'created', 0, 1 FROM orders CROSS JOIN numbers WHERE n <= ${ENTRIES_EACH}`);
}
