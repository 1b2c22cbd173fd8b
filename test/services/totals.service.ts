import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OrderRemoval } from '../../src/orders/retention/order-removal.js';
import { OrderTotals } from '../../src/orders/totals/order-totals.js';
import { metricsBySql, metricsOf } from '../support/metrics.js';
import { postOrders } from '../support/http/load.js';
import { orderBody } from '../support/orders.js';
import { TestApp } from '../support/test-app.js';
import { GatedProcessor, InstantProcessor } from '../support/test-processors.js';

const IDS = Array.from({ length: 200 }, (_, index) => `A${index}`);
const STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'];

/** The totals, and what they should be, as of one moment: one statement sees one. */
const BOTH = `SELECT ${STATUSES.map(
  (status) => `t.${status} AS kept_${status}, COALESCE(c.${status}, 0) AS counted_${status}`,
).join(', ')} FROM order_totals t LEFT JOIN (SELECT ${STATUSES.map(
  (status) => `SUM(CASE WHEN status = '${status}' THEN 1 ELSE 0 END) AS ${status}`,
).join(', ')} FROM orders) c ON 1 = 1`;

describe('totals of a database that several instances share', () => {
  let apps: readonly [TestApp, TestApp];

  async function start(processor: InstantProcessor | GatedProcessor): Promise<void> {
    const settings = { MAX_ATTEMPTS: '1' };
    const first = await TestApp.start({ processor, settings });
    apps = [first, await TestApp.start({ processor, settings, database: first.database })];
  }

  afterEach(async () => {
    await apps[1].stop();
    await apps[0].dispose();
  });

  async function expectTruth(): Promise<void> {
    const [both] = await apps[0].sql<Record<string, string | number>>(BOTH);
    for (const status of STATUSES)
      expect([status, Number(both?.[`kept_${status}`])]).toEqual([
        status,
        Number(both?.[`counted_${status}`]),
      ]);
  }

  describe('while orders come and go', () => {
    beforeEach(() => start(new InstantProcessor()));

    it('are what the rows say at any moment', async () => {
      const over = new AbortController();
      const load = Promise.all(
        apps.map((app, index) =>
          postOrders(
            app.url,
            IDS.map((id) => `${index}-${id}`),
            10,
          ),
        ),
      ).finally(() => over.abort());
      let looks = 0;
      for (; !over.signal.aborted; looks++) await expectTruth();
      await load;
      expect(looks).toBeGreaterThan(5);
      const all = { before: Date.now() + 1000, beforeId: Infinity };
      await Promise.race(apps.map((app) => app.whenDone()));
      await Promise.all(apps.map((app) => app.get(OrderRemoval).removeNext('completed', all)));
      await expectTruth();
      for (const app of apps) expect(await metricsOf(app)).toEqual(await metricsBySql(app));
    });
  });

  describe("in an order's life", () => {
    let processor: GatedProcessor;
    beforeEach(async () => {
      processor = new GatedProcessor();
      await start(processor);
    });

    it('follow a failure, a retry and a cancel', async () => {
      await apps[0].post('/orders', orderBody());
      const first = await processor.attempt(1);
      await expectTruth();
      const failed = Promise.race(apps.map((app) => app.whenReached('failed')));
      first.fail(new Error('No.'));
      await failed;
      await expectTruth();
      await apps[1].post('/orders/A0001/retry');
      await processor.attempt(2);
      await apps[0].post('/orders/A0001/cancel');
      await expectTruth();
      expect((await metricsOf(apps[1])).order_status_counts).toMatchObject({ failed: 0, cancelled: 1 });
      processor.openAll();
    });

    it('are counted anew where their row is missing, at once at a start', async () => {
      processor.openAll();
      const done = Promise.race(apps.map((app) => app.whenReached('completed')));
      await apps[0].post('/orders', orderBody());
      await done;
      await apps[0].sql('DELETE FROM order_totals');
      const missing = await apps[0].request('/metrics');
      expect([missing.status, missing.body]).toEqual([
        503,
        expect.objectContaining({ code: 'totals_missing' }),
      ]);
      const third = await TestApp.start({ processor, database: apps[0].database });
      await expectTruth();
      await third.stop();
      await apps[0].sql('DELETE FROM order_totals');
      await Promise.all(apps.map((app) => app.get(OrderTotals).check()));
      await expectTruth();
    });

    it('give a position to events that an older version has written, in their order', async () => {
      await apps[0].post('/processing/pause');
      for (const order_id of ['A0001', 'A0002']) await apps[0].post('/orders', orderBody({ order_id }));
      await apps[0].sql('UPDATE order_timeline SET position = NULL');
      await apps[0].sql('UPDATE order_totals SET checked_at = 0');
      const before = (await apps[0].request('/events/latest')).body as { position: number };
      await Promise.all(apps.map((app) => app.get(OrderTotals).check()));
      const { data } = (await apps[0].request(`/events?after=${before.position}&type=created`)).body as {
        data: { order_id: string }[];
      };
      expect(data.map(({ order_id }) => order_id)).toEqual(['A0001', 'A0002']);
      processor.openAll();
    });

    it('are repaired, once, where somebody has changed rows by hand', async () => {
      processor.openAll();
      const done = Promise.race(apps.map((app) => app.whenReached('completed')));
      await apps[0].post('/orders', orderBody());
      await done;
      await apps[0].sql(`UPDATE orders SET status = 'failed'`);
      await apps[0].sql('UPDATE order_totals SET checked_at = 0');
      await Promise.all([...apps, ...apps].map((app) => app.get(OrderTotals).check()));
      await expectTruth();
      expect((await metricsOf(apps[0])).order_status_counts).toMatchObject({ completed: 0, failed: 1 });
    });
  });
});
