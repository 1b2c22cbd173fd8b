import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orderBody } from '../support/orders.js';
import { PgBouncer, withPgBouncer } from '../support/pg-bouncer.js';
import { TestApp } from '../support/test-app.js';
import { DATABASE_KIND, SERVERS, TestDatabase } from '../support/test-database.js';
import { inMemoryOnly } from '../support/test-queue.js';

const IDS = Array.from({ length: 100 }, (_, index) => `A${index}`);
/** Fewer than an instance would like to have. */
const CONNECTIONS = 2;
const EACH = '/orders/batch?on_error=reject_failed_rows';
const FAILING = ['sim:fail'];

(DATABASE_KIND === 'postgres' ? withPgBouncer(describe) : describe.skip)('behind a pooler', () => {
  let database: TestDatabase;
  let bouncer: PgBouncer;
  let apps: TestApp[];

  beforeEach(async () => {
    database = await TestDatabase.create();
    apps = [];
  });

  afterEach(async () => {
    for (const app of apps) await app.stop();
    await bouncer.dispose();
    await database.drop();
  });

  async function start(): Promise<TestApp> {
    const app = await TestApp.start({ database, settings: { DATABASE_URL: bouncer.urlOf(database.url) } });
    apps.push(app);
    return app;
  }

  describe.each(['transaction', 'session'] as const)('in %s mode', (mode) => {
    beforeEach(async () => {
      bouncer = await PgBouncer.start(SERVERS.postgres, mode, mode === 'session' ? 20 : CONNECTIONS);
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
});
