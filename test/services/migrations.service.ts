import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DataSource, MigrationExecutor } from 'typeorm';
import { MIGRATIONS } from '../../src/database/database.module.js';
import { orderBody } from '../support/orders.js';
import { schemaOf } from '../support/schema.js';
import { TestApp } from '../support/test-app.js';
import { TestDatabase } from '../support/test-database.js';
import { dropQueue, inMemoryOnly } from '../support/test-queue.js';

const CHANGE = /^\s*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE)/i;
const ROWS = [1, 2, 3];
const CLIENTS = 8;
const FIRST_SCHEMA = MIGRATIONS.slice(0, 2);

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

async function undoToFirstSchema(source: DataSource): Promise<void> {
  for (let undone = FIRST_SCHEMA.length; undone < MIGRATIONS.length; undone++)
    await source.undoLastMigration();
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

/** Sends orders, reads them and their timelines. @returns those that were taken */
function takeOrders(app: TestApp, work: { readonly isOver: boolean }): Promise<string[][]> {
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    const taken: string[] = [];
    for (let index = 0; !work.isOver; index++) {
      const order_id = `C${client}-${index}`;
      const { status } = await app.post('/orders', orderBody({ order_id }));
      if (status < 300) taken.push(order_id);
      await app.request(`/orders/${order_id}/events`);
    }
    return taken;
  });
  return Promise.all(clients);
}

describe('migrations', () => {
  let databases: TestDatabase[];
  let sources: DataSource[];

  beforeEach(() => {
    databases = [];
    sources = [];
  });

  afterEach(async () => {
    for (const source of sources) if (source.isInitialized) await source.destroy();
    for (const database of databases) await database.drop();
  });

  async function newDatabase(): Promise<TestDatabase> {
    const database = await TestDatabase.create();
    databases.push(database);
    return database;
  }

  async function connect(database: TestDatabase, migrations: typeof MIGRATIONS): Promise<DataSource> {
    const source = await database.connect({ migrations });
    sources.push(source);
    return source;
  }

  it('keep rows, keys and what removes a timeline with its order', async () => {
    const database = await newDatabase();
    const old = await connect(database, FIRST_SCHEMA);
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
    const fresh = await connect(await newDatabase(), MIGRATIONS);
    const changes = await migrate(fresh);
    const schema = await schemaOf(fresh);
    for (let limit = 1; limit <= changes; limit++) {
      const source = await connect(await newDatabase(), MIGRATIONS);
      await expect(migrate(source, limit)).rejects.toThrow('Killed.');
      await migrate(source);
      expect(await schemaOf(source)).toEqual(schema);
      await source.destroy();
    }
  });

  it('can be taken back, to what they began with', async () => {
    const database = await newDatabase();
    const old = await connect(database, FIRST_SCHEMA);
    await migrate(old);
    const schema = await schemaOf(old);
    await fill(old);
    const source = await connect(database, MIGRATIONS);
    await migrate(source);
    await undoToFirstSchema(source);
    expect(await schemaOf(source)).toEqual(schema);
    expect(await source.query('SELECT COUNT(*) AS n FROM order_timeline')).toEqual([{ n: 2 }]);
  });

  it('let an instance that is at work go on, and lose none of its orders', async () => {
    const first = await TestApp.start({ database: await newDatabase() });
    const source = await connect(first.database, MIGRATIONS);
    await undoToFirstSchema(source);
    // Its identity has gone with it, and would be taken for another database's.
    await dropQueue(first.database.url);
    const work = { isOver: false };
    const taken = takeOrders(first, work);
    const second = await TestApp.start({ database: first.database });
    work.isOver = true;
    const ids = (await taken).flat();
    expect((await first.post('/orders', orderBody())).status).toBe(201);
    const rows = await first.sql<{ order_id: string }>('SELECT order_id FROM orders');
    const stored = new Set(rows.map(({ order_id }) => order_id));
    expect(ids.filter((id) => !stored.has(id))).toEqual([]);
    await first.stop();
    await second.stop();
  });

  // A start that fails leaves its way to Redis to the end of its process.
  inMemoryOnly(it)("do not take somebody else's table for their own", async () => {
    const database = await newDatabase();
    await database.query('CREATE TABLE orders (id integer, customer integer)');
    const refusal = TestApp.start({ database });
    await expect(refusal).rejects.toThrow(
      "The database has a table orders that is not this service's: it has no order_id,",
    );
  });
});
