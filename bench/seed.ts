import { cp } from 'node:fs/promises';
import { queryDatabase } from '../test/support/database/database-file.js';
import { ending, makeFolder, startService } from './servers.js';

const STEP = 100_000;
const ENDED_AT = Date.parse('2025-02-23T12:12:23.017Z');

/** Folders with seeded databases, by number of orders. They are seeded once and then copied. */
const originals = new Map<number, string>();

/** Creates a database with orders in the folder, a tenth of them pending, each with its timeline. */
export async function seededFolder(folder: string, orders: number): Promise<void> {
  const original = originals.get(orders) ?? (await makeFolder());
  if (!originals.has(orders)) await fill(original, orders);
  originals.set(orders, original);
  await cp(original, folder, { recursive: true });
}

/** The service creates the tables; the rows equal those that it would write. */
async function fill(folder: string, orders: number): Promise<void> {
  await ending(
    () => startService(folder),
    (service) => service.stop(),
  );
  for (let first = 1; first <= orders; first += STEP) {
    const last = Math.min(orders, first + STEP - 1);
    await queryDatabase(folder, insertOrders(first, last, orders * 0.9));
    for (const [sequence, type] of ['created', 'claimed', 'completed'].entries()) {
      await queryDatabase(folder, insertTimeline(first, last, sequence + 1, type));
    }
    process.stdout.write('+');
  }
  await queryDatabase(folder, 'PRAGMA wal_checkpoint(TRUNCATE)');
}

function insertOrders(first: number, last: number, completed: number): string {
  return `INSERT INTO orders (order_id, user_id, item_ids, total_minor, status, attempts, spent_attempts, due_at,
      processing_ms, sequence, created_at, updated_at)
    WITH RECURSIVE n(i) AS (VALUES(${first}) UNION ALL SELECT i + 1 FROM n WHERE i < ${last})
    SELECT 'S' || i, 'user' || (i * 7919 % 10007), '["item1", "item2"]', 19999,
      iif(i <= ${completed}, 'completed', 'pending'), i <= ${completed}, 0, iif(i <= ${completed}, NULL, ${ENDED_AT} + i),
      iif(i <= ${completed}, 2260, NULL), iif(i <= ${completed}, 3, 1), ${ENDED_AT} + i, ${ENDED_AT} + i FROM n`;
}

function insertTimeline(first: number, last: number, sequence: number, type: string): string {
  return `INSERT INTO order_timeline (order_pk, sequence, type, attempt, at)
    SELECT id, ${sequence}, '${type}', ${Math.min(1, sequence - 1)}, created_at FROM orders
    WHERE id BETWEEN ${first} AND ${last} AND sequence >= ${sequence}`;
}
