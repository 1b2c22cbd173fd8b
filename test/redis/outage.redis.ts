import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { QUEUE_NAME } from '../../src/processing/queue/order-job.js';
import { OrderSweep } from '../../src/processing/queue/order-sweep.js';
import { postOrders } from '../support/http/load.js';
import { metricsBySql, metricsOf } from '../support/metrics.js';
import { orderBody } from '../support/orders.js';
import { RedisServer, redisSettings } from '../support/servers/redis.js';
import { TestApp } from '../support/test-app.js';
import { serversOnly } from '../support/database/test-database.js';
import { GatedProcessor, InstantProcessor } from '../support/test-processors.js';
import { until } from '../support/until.js';

const ORDERS = 300;
const PATIENCE_MS = 1000;
const REFUSAL = 'a service with another database uses it';

const ids = (prefix: string): string[] => Array.from({ length: ORDERS }, (_, index) => `${prefix}${index}`);

describe('when Redis goes away', () => {
  let server: RedisServer;
  let app: TestApp;
  let processor: InstantProcessor;

  beforeEach(async () => {
    server = await RedisServer.start();
    processor = new InstantProcessor();
  });

  afterEach(async () => {
    await app.dispose();
    await server.dispose();
  });

  async function start(): Promise<void> {
    app = await TestApp.start({ processor, settings: redisSettings(server.url) });
  }

  async function expectAllDoneOnce(orders: number): Promise<void> {
    await app.whenDone();
    expect(processor.effects.size).toBe(orders);
    expect([...processor.effects.values()].filter((count) => count !== 1)).toEqual([]);
    await until(async () => JSON.stringify(await metricsOf(app)) === JSON.stringify(await metricsBySql(app)));
  }

  it('orders are taken as ever, and processed when it is back', async () => {
    await start();
    const before = await postOrders(app.url, ids('A'), 10, (count) => {
      if (count === ORDERS / 2) void server.stop();
    });
    await server.stop();
    const startedAt = performance.now();
    expect((await app.post('/orders', orderBody({ order_id: 'alone' }))).status).toBe(201);
    expect(performance.now() - startedAt).toBeLessThan(PATIENCE_MS);
    const during = await postOrders(app.url, ids('B'), 10);
    expect(before.size + during.size).toBe(2 * ORDERS);
    expect(await metricsOf(app)).toEqual(await metricsBySql(app));
    expect((await app.post('/processing/pause')).body).toMatchObject({ code: 'queue_unavailable' });
    expect((await app.request('/processing')).status).toBe(200);

    await server.restart();
    await expectAllDoneOnce(2 * ORDERS + 1);
  });

  it('nothing is lost with all that it held', async () => {
    await start();
    await postOrders(app.url, ids('A'), 10, (count) => {
      if (count === ORDERS / 2) void server.flush();
    });
    await server.flush();
    await expectAllDoneOnce(ORDERS);
  });

  it('the service starts and stops without it', async () => {
    await server.stop();
    await start();
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    expect((await app.request('/health/ready')).status).toBe(200);
    expect((await app.post('/processing/pause')).body).toMatchObject({ code: 'queue_unavailable' });
    await app.stop();
    await server.restart();
    app = await TestApp.start({
      processor,
      database: app.database,
      settings: redisSettings(server.url),
    });
    await expectAllDoneOnce(1);
  });

  serversOnly(it)('nothing of another service is touched when it comes up later', async () => {
    const settings = redisSettings(server.url);
    const line = `${settings.REDIS_PREFIX}:queue:${QUEUE_NAME}:wait`;
    app = await TestApp.start({ processor, settings: { ...settings, ROLE: 'api' } });
    await app.post('/orders', orderBody());
    await until(async () => (await server.tell('LLEN', line)) === 1);
    await server.tell('SAVE');
    await app.dispose();
    await server.stop();

    app = await TestApp.start({ processor, settings });
    await app.post('/orders', orderBody());
    const logged = jest.spyOn(Logger.prototype, 'error');
    await server.restart();
    await until(() => Promise.resolve(logged.mock.calls.some(([text]) => String(text).includes(REFUSAL))));
    logged.mockRestore();
    await app.get(OrderSweep).sweep();
    expect([processor.effects.size, await server.tell('LLEN', line)]).toEqual([0, 1]);
    expect((await app.request('/orders/A0001')).body).toMatchObject({ status: 'pending' });
  });

  it('a stop hands work back within its time', async () => {
    const gated = new GatedProcessor();
    const settings = { ...redisSettings(server.url), SHUTDOWN_TIMEOUT_MS: '500' };
    app = await TestApp.start({ processor: gated, settings });
    await app.post('/orders', orderBody());
    const { signal } = await gated.attempt(1);
    await server.stop();
    const startedAt = performance.now();
    await app.stop();
    expect(performance.now() - startedAt).toBeLessThan(500 + 2 * PATIENCE_MS);
    expect(signal.aborted).toBe(true);
    await server.restart();
    app = await TestApp.start({ processor, database: app.database, settings });
    await app.get(OrderSweep).sweep();
    await expectAllDoneOnce(1);
  });
});
