import { afterEach, describe, expect, it } from '@jest/globals';
import { OrderQueue } from '../../src/processing/queue/order-queue.js';
import { OrderSweep } from '../../src/processing/queue/order-sweep.js';
import { postOrders } from '../support/http/load.js';
import { metricsBySql, metricsOf } from '../support/metrics.js';
import { orderBody } from '../support/orders.js';
import { redisSettings, removeKeys } from '../support/servers/redis.js';
import { TestApp } from '../support/test-app.js';
import { GatedProcessor, InstantProcessor } from '../support/test-processors.js';

describe('processing over Redis', () => {
  const redis = redisSettings();
  let app: TestApp;

  afterEach(async () => {
    await app.dispose();
    await removeKeys(redis);
  });

  it('sees to each order once', async () => {
    const processor = new InstantProcessor();
    app = await TestApp.start({ processor, settings: redis });
    const ids = Array.from({ length: 500 }, (_, index) => String(index));
    await postOrders(app.url, ids, 20);
    await app.whenDone();
    expect(processor.effects.size).toBe(500);
    expect([...processor.effects.values()].every((count) => count === 1)).toBe(true);
    expect(await metricsOf(app)).toEqual(await metricsBySql(app));
  });

  it('works on as many orders at a time as it may', async () => {
    const processor = new GatedProcessor();
    app = await TestApp.start({ processor, settings: { ...redis, WORKER_CONCURRENCY: '2' } });
    for (const order_id of ['a:1', 'a:2', 'a:3']) await app.post('/orders', orderBody({ order_id }));
    const gate = await processor.attempt(2);
    expect(app.get(OrderQueue).busy).toBe(2);
    expect((await app.request('/orders/a:3')).body).toMatchObject({ status: 'pending' });
    gate.open();
    expect((await processor.attempt(3)).order.orderId).toBe('a:3');
    processor.openAll();
    await app.whenDone();
  });

  it('ends silently for an order that has come to its end meanwhile', async () => {
    const processor = new InstantProcessor();
    app = await TestApp.start({ processor, settings: redis });
    await app.post('/processing/pause');
    await app.post('/orders', orderBody());
    await app.post('/orders', orderBody({ order_id: 'B1' }));
    await app.post('/orders/A0001/cancel');
    await app.post('/processing/resume');
    await app.whenDone();
    expect([...processor.effects.keys()]).toEqual(['B1']);
  });

  it('stays paused over a restart of an instance, until it is resumed', async () => {
    const processor = new InstantProcessor();
    app = await TestApp.start({ processor, settings: redis });
    expect((await app.post('/processing/pause')).body).toMatchObject({ paused: true });
    await app.stop();
    app = await TestApp.start({ processor, settings: redis, database: app.database });
    expect((await app.request('/processing')).body).toMatchObject({ paused: true });
    await app.post('/orders', orderBody());
    await app.get(OrderSweep).sweep();
    expect((await app.post('/processing/resume')).body).toMatchObject({ paused: false });
    await app.whenDone();
    expect(processor.effects.get('A0001')).toBe(1);
  });
});
