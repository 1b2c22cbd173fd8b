import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricsBySql, metricsOf } from '../../support/metrics.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { DATABASE_KIND, serversOnly } from '../../support/database/test-database.js';
import { GatedProcessor } from '../../support/test-processors.js';
import { until } from '../../support/until.js';

/** Beyond what 32 bits hold. */
const FIRST_ID = 5_000_000_000;

const GO_ON_FROM = {
  postgres: `SELECT setval(pg_get_serial_sequence('orders', 'id'), ${FIRST_ID}, false)`,
  mysql: `ALTER TABLE orders AUTO_INCREMENT = ${FIRST_ID}`,
};

interface Page {
  readonly data: readonly { readonly order_id: string }[];
  readonly next_cursor: string | null;
}

serversOnly(describe)('orders beyond the 2³¹st', () => {
  const processor = new GatedProcessor();
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ processor });
    await app.sql(GO_ON_FROM[DATABASE_KIND as keyof typeof GO_ON_FROM]);
    expect((await app.post('/orders', orderBody())).status).toBe(201);
  });

  afterAll(async () => {
    processor.openAll();
    await app.dispose();
  });

  const ids = ({ data }: Page): string[] => data.map(({ order_id }) => order_id);

  it('are kept under their number', async () => {
    expect(await app.sql('SELECT id FROM orders')).toEqual([{ id: FIRST_ID }]);
    expect(await app.sql('SELECT DISTINCT order_pk FROM order_timeline')).toEqual([{ order_pk: FIRST_ID }]);
  });

  it('are found, replayed, worked on and cancelled', async () => {
    await processor.attempt(1);
    expect((await app.request('/orders/A0001')).body).toMatchObject({ status: 'processing' });
    expect((await app.post('/orders', orderBody())).status).toBe(200);
    expect((await app.post('/orders/A0001/cancel')).body).toMatchObject({ status: 'cancelled' });
    const { body } = await app.request('/orders/A0001/events');
    expect((body as { data: { type: string }[] }).data.map(({ type }) => type)).toEqual([
      'created',
      'claimed',
      'cancelled',
    ]);
  });

  it('are taken in batches, listed, and counted', async () => {
    processor.openAll();
    const batch = ['B1', 'B2', 'B3'].map((order_id) => orderBody({ order_id }));
    expect((await app.post('/orders/batch', batch)).body).toMatchObject({ created: 3 });
    await app.whenDone();
    const first = (await app.request('/orders?limit=2')).body as Page;
    const second = (await app.request(`/orders?limit=2&cursor=${first.next_cursor}`)).body as Page;
    expect([...ids(first), ...ids(second)]).toEqual(['B3', 'B2', 'B1', 'A0001']);
    await until(async () => (await metricsOf(app)).order_status_counts['completed'] === 3);
    expect(await metricsOf(app)).toEqual(await metricsBySql(app));
    expect((await app.request('/processing')).status).toBe(200);
  });
});
