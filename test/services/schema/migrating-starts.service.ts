import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../../src/database/database.module.js';
import { undoToFirstSchema } from '../../support/database/first-schema.js';
import { orderBody } from '../../support/orders.js';
import { ScratchDatabases } from '../../support/database/scratch-databases.js';
import { TestApp } from '../../support/test-app.js';
import { dropQueue, inMemoryOnly } from '../../support/test-queue.js';

const CLIENTS = 8;

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

describe('starts that bring a database up to date', () => {
  let databases: ScratchDatabases;

  beforeEach(() => {
    databases = new ScratchDatabases();
  });

  afterEach(() => databases.dispose());

  it('let an instance that is at work go on, and lose none of its orders', async () => {
    const first = await TestApp.start({ database: await databases.create() });
    const source = await databases.connect(first.database, MIGRATIONS);
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
    const database = await databases.create();
    await database.query('CREATE TABLE orders (id integer, customer integer)');
    const refusal = TestApp.start({ database });
    await expect(refusal).rejects.toThrow(
      "The database has a table orders that is not this service's: it has no order_id,",
    );
  });
});
