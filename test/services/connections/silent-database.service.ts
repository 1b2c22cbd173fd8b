import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { SilentProxy } from '../../support/servers/silent-proxy.js';
import { TestApp } from '../../support/test-app.js';
import { TestDatabase } from '../../support/database/test-database.js';
import { until } from '../../support/until.js';

const LIMITS = { DATABASE_CONNECT_TIMEOUT_MS: '500', DATABASE_STATEMENT_TIMEOUT_MS: '1000' };
/** Both limits, and what the machine takes. */
const PATIENCE_MS = 4000;

describe('a database that falls silent', () => {
  let database: TestDatabase;
  let proxy: SilentProxy;
  let app: TestApp;

  beforeEach(async () => {
    database = await TestDatabase.create();
    proxy = await SilentProxy.to(new URL(database.url));
    app = await TestApp.start({ database, settings: { ...LIMITS, DATABASE_URL: proxy.url } });
  });

  afterEach(async () => {
    proxy.speak();
    await app.dispose();
    await proxy.close();
  });

  it('is answered for with 503 in time, and used again once it speaks', async () => {
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    await app.whenDone();
    proxy.fallSilent();
    const begin = performance.now();
    const asked = ['/orders/A0001', '/orders', '/health/ready'].map((path) => app.request(path));
    const refused = await app.post('/orders', orderBody({ order_id: 'A0002' }));
    const reads = await Promise.all(asked);
    expect(performance.now() - begin).toBeLessThan(PATIENCE_MS);
    expect([refused.status, ...reads.map(({ status }) => status)]).toEqual([503, 503, 503, 503]);
    expect(refused.body).toMatchObject({ code: 'store_unavailable' });
    expect(reads[0]?.body).toMatchObject({ code: 'unavailable' });

    proxy.speak();
    await until(async () => (await app.post('/orders', orderBody({ order_id: 'A0002' }))).status < 300);
    expect((await app.request('/orders/A0001')).status).toBe(200);
    expect((await app.request('/health/ready')).status).toBe(200);
  });
});
