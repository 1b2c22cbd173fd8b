import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { metricsBySql, metricsOf } from '../support/metrics.js';
import { orderBody } from '../support/orders.js';
import { RedisServer, redisSettings } from '../support/servers/redis.js';
import { TestApp } from '../support/test-app.js';
import { InstantProcessor } from '../support/test-processors.js';
import { until } from '../support/until.js';

const BATCHES = 4;
const BATCH = 500;
/** An empty server with its connections takes about 2 MB, the jobs of these orders 2 MB. */
const TOO_LITTLE = '3mb';

describe('a Redis that removes keys since it has too little memory', () => {
  let server: RedisServer;
  let app: TestApp;
  let processor: InstantProcessor;

  beforeEach(async () => {
    server = await RedisServer.start();
    await server.tell('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    await server.tell('CONFIG', 'SET', 'maxmemory', TOO_LITTLE);
    processor = new InstantProcessor();
    app = await TestApp.start({ processor, settings: redisSettings(server.url) });
  });

  afterEach(async () => {
    await app.dispose();
    await server.dispose();
  });

  async function takeOrders(): Promise<void> {
    for (let batch = 0; batch < BATCHES; batch++) {
      const orders = Array.from({ length: BATCH }, (_, row) => orderBody({ order_id: `${batch}-${row}` }));
      expect((await app.post('/orders/batch', orders)).status).toBe(200);
    }
  }

  const hasEvicted = async (): Promise<boolean> =>
    /^evicted_keys:[1-9]/m.test(String(await server.tell('INFO', 'stats')));

  it('loses no order', async () => {
    await app.post('/processing/pause');
    await takeOrders();
    await until(hasEvicted);
    await app.post('/processing/resume');
    await app.whenDone();
    expect(processor.effects.size).toBe(BATCHES * BATCH);
    await until(async () => JSON.stringify(await metricsOf(app)) === JSON.stringify(await metricsBySql(app)));
  });
});
