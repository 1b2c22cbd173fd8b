import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type DataSource, MigrationExecutor } from 'typeorm';
import { MIGRATIONS } from '../../../src/database/database.module.js';
import { orderBody } from '../../support/orders.js';
import { FIRST_SCHEMA, undoToFirstSchema } from '../../support/database/first-schema.js';
import { ScratchDatabases } from '../../support/database/scratch-databases.js';
import { schemaOf } from '../../support/database/schema.js';
import { TestApp } from '../../support/test-app.js';

const CHANGE = /^\s*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE)/i;
const ROWS = [1, 2, 3];

/** A database for each step. */
jest.setTimeout(120_000);

/** Runs what is due, and breaks off behind so many changes of the database. @returns how many it took */
async function migrate(source: DataSource, limit = Infinity): Promise<number> {
  const runner = source.createQueryRunner();
  const query = runner.query.bind(runner);
  let changes = 0;
  runner.query = (async (statement: string, ...rest: []) => {
    const result: unknown = await query(statement, ...rest);
    if (CHANGE.test(statement) && ++changes === limit) throw new Error('Killed.');
    return result;
  }) as typeof runner.query;
  const executor = new MigrationExecutor(source, runner);
  executor.transaction = 'each';
  try {
    await executor.executePendingMigrations();
  } finally {
    await runner.release();
  }
  return changes;
}

/** Orders as the first version wrote them; the last one is gone again, and its key must not come back. */
async function fill(source: DataSource): Promise<void> {
  for (const id of ROWS) {
    await source.query(`INSERT INTO orders (order_id, user_id, item_ids, total_minor, status, attempts,
      spent_attempts, sequence, created_at, updated_at)
      VALUES ('O${id}', 'user1', '["item1"]', 500, 'failed', 1, 0, 1, ${id}, ${id})`);
    await source.query(`INSERT INTO order_timeline (order_pk, sequence, type, attempt, at)
      SELECT id, 1, 'created', 0, 1 FROM orders WHERE order_id = 'O${id}'`);
  }
  await source.query(`DELETE FROM orders WHERE order_id = 'O${ROWS.at(-1)}'`);
}

describe('migrations', () => {
  let databases: ScratchDatabases;

  beforeEach(() => {
    databases = new ScratchDatabases();
  });

  afterEach(() => databases.dispose());

  it('keep rows, keys and what removes a timeline with its order', async () => {
    const database = await databases.create();
    const old = await databases.connect(database, FIRST_SCHEMA);
    await migrate(old);
    await fill(old);
    const app = await TestApp.start({ database });
    expect((await app.request('/orders/O2/events')).body).toMatchObject({ data: [{ type: 'created' }] });
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    expect(await app.sql('SELECT id, order_id FROM orders ORDER BY id')).toEqual([
      { id: 1, order_id: 'O1' },
      { id: 2, order_id: 'O2' },
      { id: 4, order_id: 'A0001' },
    ]);
    await app.sql(`DELETE FROM orders WHERE order_id = 'O1'`);
    expect(await app.sql('SELECT order_pk FROM order_timeline WHERE order_pk < 4')).toEqual([
      { order_pk: 2 },
    ]);
    await app.stop();
  });

  it('go on where they were broken off, and end with the same schema', async () => {
    const fresh = await databases.connect(await databases.create(), MIGRATIONS);
    const changes = await migrate(fresh);
    const schema = await schemaOf(fresh);
    for (let limit = 1; limit <= changes; limit++) {
      const source = await databases.connect(await databases.create(), MIGRATIONS);
      await expect(migrate(source, limit)).rejects.toThrow('Killed.');
      await migrate(source);
      expect(await schemaOf(source)).toEqual(schema);
      await source.destroy();
    }
  });

  it('can be taken back, to what they began with', async () => {
    const database = await databases.create();
    const old = await databases.connect(database, FIRST_SCHEMA);
    await migrate(old);
    const schema = await schemaOf(old);
    await fill(old);
    const source = await databases.connect(database, MIGRATIONS);
    await migrate(source);
    await undoToFirstSchema(source);
    expect(await schemaOf(source)).toEqual(schema);
    expect(await source.query('SELECT COUNT(*) AS n FROM order_timeline')).toEqual([{ n: 2 }]);
  });
});
