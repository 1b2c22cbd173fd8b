import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OrderProcessor } from '../../../src/processing/processor/order-processor.js';
import { orderBody } from '../../support/orders.js';
import { PgBouncer, withPgBouncer } from '../../support/servers/pg-bouncer.js';
import { TestApp } from '../../support/test-app.js';
import { DATABASE_KIND, SERVERS, TestDatabase } from '../../support/database/test-database.js';
import { GatedProcessor, InstantProcessor } from '../../support/test-processors.js';
import { inMemoryOnly } from '../../support/test-queue.js';

const IDS = Array.from({ length: 100 }, (_, index) => `A${index}`);
/** Of the pooler: fewer than an instance would like to have, where clients share them. */
const CONNECTIONS = { transaction: 2, session: 20, statement: 2 } as const;
/** What would be another client's next, on a connection that is shared. */
const LEFT_BEHIND = `SELECT name FROM pg_settings WHERE source = 'session' AND name <> 'DateStyle'
  UNION ALL SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()`;
const EACH = '/orders/batch?on_error=reject_failed_rows';

(DATABASE_KIND === 'postgres' ? withPgBouncer(describe) : describe.skip)('behind a pooler', () => {
  let database: TestDatabase;
  let bouncer: PgBouncer | undefined;
  let apps: TestApp[];

  beforeEach(async () => {
    database = await TestDatabase.create();
    apps = [];
  });

  afterEach(async () => {
    for (const app of apps) await app.stop();
    await bouncer?.dispose();
    bouncer = undefined;
    await database.drop();
  });

  function pooledUrl(): string {
    if (!bouncer) throw new Error('There is no pooler.');
    return bouncer.urlOf(database.url);
  }

  async function start(processor: OrderProcessor = new InstantProcessor()): Promise<TestApp> {
    const settings = { DATABASE_URL: pooledUrl(), MAX_ATTEMPTS: '1' };
    const app = await TestApp.start({ database, processor, settings });
    apps.push(app);
    return app;
  }

  describe.each(['transaction', 'session'] as const)('in %s mode', (mode) => {
    beforeEach(async () => {
      bouncer = await PgBouncer.start(SERVERS.postgres, mode, CONNECTIONS[mode]);
    });

    it('orders are taken, processed, listed and counted', async () => {
      const app = await start();
      expect((await app.post('/orders', orderBody())).status).toBe(201);
      const rows = IDS.map((order_id) => orderBody({ order_id }));
      expect((await app.post(EACH, rows)).body).toMatchObject({ created: IDS.length });
      expect((await app.post(EACH, rows)).body).toMatchObject({ replayed: IDS.length });
      await app.whenDone();
      const asked = await Promise.all(IDS.map((id) => app.request(`/orders/${id}`)));
      expect(new Set(asked.map(({ body }) => (body as { status: string }).status))).toEqual(
        new Set(['completed']),
      );
      expect((await app.request('/orders?status=completed&limit=100')).body).toMatchObject({
        has_more: true,
      });
      expect((await app.request('/metrics')).body).toMatchObject({ total_orders: IDS.length + 1 });
      expect((await app.request('/health/ready')).status).toBe(200);
      expect(await TestDatabase.at(pooledUrl()).query(LEFT_BEHIND)).toEqual([]);
    });

    it('failed orders are run again', async () => {
      const processor = new GatedProcessor();
      const app = await start(processor);
      await app.post('/orders', orderBody());
      const failed = app.whenReached('failed');
      (await processor.attempt(1)).fail(new Error('no'));
      await failed;
      expect((await app.post('/orders/retry')).body).toMatchObject({ retried: 1 });
      processor.openAll();
      await app.whenDone();
      expect((await app.request('/orders/A0001')).body).toMatchObject({ status: 'completed', attempts: 2 });
    });

    it('two instances start at once and share the work', async () => {
      const [first, second] = await Promise.all([start(), start()]);
      const statuses = await Promise.all(
        IDS.flatMap((order_id) => [first, second].map((app) => app.post('/orders', orderBody({ order_id })))),
      );
      expect(statuses.filter(({ status }) => status === 201)).toHaveLength(IDS.length);
      expect(statuses.filter(({ status }) => status === 200)).toHaveLength(IDS.length);
    });
  });

  // A start that fails leaves its way to Redis to the end of its process.
  inMemoryOnly(it)('in statement mode nothing is started, and it is said why', async () => {
    bouncer = await PgBouncer.start(SERVERS.postgres, 'statement', CONNECTIONS.statement);
    await expect(start()).rejects.toThrow('not allowed in statement pooling mode');
  });
});
