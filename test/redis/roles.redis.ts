import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OrderQueue } from '../../src/processing/queue/order-queue.js';
import { orderBody } from '../support/orders.js';
import { redisSettings, removeKeys } from '../support/servers/redis.js';
import { TestApp } from '../support/test-app.js';
import { serversOnly } from '../support/database/test-database.js';
import { InstantProcessor } from '../support/test-processors.js';

serversOnly(describe)('roles', () => {
  const redis = redisSettings();
  let processor: InstantProcessor;
  let app: TestApp;

  beforeEach(() => {
    processor = new InstantProcessor();
  });

  afterEach(async () => {
    await app.dispose();
    await removeKeys(redis);
  });

  it('api takes orders and leaves them to a worker, which answers nothing but probes and metrics', async () => {
    app = await TestApp.start({ processor, settings: { ...redis, ROLE: 'api' } });
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    expect((await app.request('/docs-json')).status).toBe(200);
    expect(app.get(OrderQueue).busy).toBe(0);
    await app.stop();
    expect(processor.effects.size).toBe(0);

    app = await TestApp.start({
      processor,
      database: app.database,
      settings: { ...redis, ROLE: 'worker' },
    });
    await app.whenDone();
    expect(processor.effects.get('A0001')).toBe(1);
    for (const path of ['/health/live', '/health/ready', '/metrics'])
      expect([path, (await app.request(path)).status]).toEqual([path, 200]);
    for (const path of ['/orders', '/orders/A0001', '/processing', '/docs', '/docs-json', '/metrics/x'])
      expect([path, (await app.request(path)).body]).toMatchObject([
        path,
        { status: 404, code: 'not_found' },
      ]);
    expect((await app.post('/orders/batch', [orderBody()])).status).toBe(404);
    expect((await app.post('/orders', orderBody({ order_id: 'B1' }))).status).toBe(404);
  });
});
