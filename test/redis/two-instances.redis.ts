import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventSourceClient } from '../support/http/event-source.js';
import { postOrders } from '../support/http/load.js';
import { metricsBySql, metricsOf } from '../support/metrics.js';
import { orderBody } from '../support/orders.js';
import { redisSettings, removeKeys } from '../support/servers/redis.js';
import { TestApp } from '../support/test-app.js';
import { serversOnly } from '../support/database/test-database.js';
import { GatedProcessor, InstantProcessor } from '../support/test-processors.js';
import { until } from '../support/until.js';

const ORDERS = 300;

/** Only one process works on a SQLite file: these run with TEST_DATABASE=postgres or mysql. */
serversOnly(describe).each([
  ['with Redis', redisSettings()],
  ['without Redis', {}],
])('an api and a worker %s', (_name, redis: Record<string, string>) => {
  let api: TestApp;
  let worker: TestApp;
  let processor: GatedProcessor;

  beforeEach(async () => {
    processor = new GatedProcessor();
    const idle = new InstantProcessor();
    api = await TestApp.start({ processor: idle, settings: { ...redis, ROLE: 'api' } });
    const settings = { ...redis, ROLE: 'worker' };
    worker = await TestApp.start({ processor, settings, database: api.database });
  });

  afterEach(async () => {
    processor.openAll();
    await worker.stop();
    await api.dispose();
    if ('REDIS_URL' in redis) await removeKeys(redis as ReturnType<typeof redisSettings>);
  });

  const areDone = async (): Promise<boolean> => {
    const [left] = await api.sql<{ n: number }>(
      `SELECT COUNT(*) AS n FROM orders WHERE status IN ('pending', 'processing')`,
    );
    return Number(left?.n) === 0;
  };

  it('see to all orders once, and count the same', async () => {
    processor.openAll();
    const ids = Array.from({ length: ORDERS }, (_, index) => `A${index}`);
    await postOrders(api.url, ids, 10);
    await until(areDone);
    const once = await api.sql('SELECT COUNT(*) AS n FROM orders WHERE attempts <> 1');
    expect(once).toEqual([{ n: 0 }]);
    const truth = JSON.stringify(await metricsBySql(api));
    for (const app of [api, worker]) await until(async () => JSON.stringify(await metricsOf(app)) === truth);
    await until(async () => {
      const { body } = await api.request('/processing');
      return (body as { backlog: number }).backlog === 0;
    });
  });

  it('answer a wait, and end a live stream, when the other one is done', async () => {
    const waiting = api.post('/orders', orderBody(), { Prefer: 'wait=20' });
    const gate = await processor.attempt(1);
    const client = await EventSourceClient.open(`${api.url}/orders/A0001/events`);
    gate.open();
    expect((await waiting).body).toMatchObject({ status: 'completed' });
    const blocks: string[] = [];
    for (let block = await client.next(); block !== undefined; block = await client.next())
      blocks.push(block);
    expect(blocks.at(-1)).toContain('event: completed');
  });

  it('break off work that was cancelled at the other one', async () => {
    await api.post('/orders', orderBody());
    const { signal } = await processor.attempt(1);
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    expect((await api.post('/orders/A0001/cancel')).status).toBe(200);
    await aborted;
  });
});
