import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OrderAttempts } from '../../src/orders/order-attempts.js';
import { OrderSweep } from '../../src/processing/queue/order-sweep.js';
import { ManualClock } from '../support/manual-clock.js';
import { orderBody } from '../support/orders.js';
import { redisSettings, removeKeys } from '../support/servers/redis.js';
import { serversOnly } from '../support/database/test-database.js';
import { TestApp } from '../support/test-app.js';
import { GatedProcessor } from '../support/test-processors.js';
import { until } from '../support/until.js';

const LEASE_MS = 15_000;
const RENEWAL_MS = 5000;

serversOnly(describe)('leases among instances', () => {
  let settings: ReturnType<typeof redisSettings>;
  let clock: ManualClock;
  let processor: GatedProcessor;
  let app: TestApp;

  beforeEach(async () => {
    settings = redisSettings();
    clock = new ManualClock();
    processor = new GatedProcessor();
    app = await TestApp.start({
      clock,
      processor,
      settings: { ...settings, PROCESSING_TIMEOUT_MS: '600000' },
    });
  });

  afterEach(async () => {
    processor.openAll();
    await app.dispose();
    await removeKeys(settings);
  });

  const now = (): number => clock.nowMs();
  const leaseEnds = async (): Promise<unknown[]> =>
    (await app.sql<{ due_at: number }>('SELECT due_at FROM orders')).map(({ due_at }) => due_at);

  it('are renewed while the work lasts, without a trace in the timeline', async () => {
    for (const order_id of ['A1', 'A2']) await app.post('/orders', orderBody({ order_id }));
    await processor.attempt(2);
    expect(await leaseEnds()).toEqual([now() + LEASE_MS, now() + LEASE_MS]);
    for (let renewal = 0; renewal < 5; renewal++) {
      clock.advance(RENEWAL_MS);
      const renewed = [now() + LEASE_MS, now() + LEASE_MS];
      await until(async () => JSON.stringify(await leaseEnds()) === JSON.stringify(renewed));
      await app.get(OrderSweep).sweep();
    }
    expect(await app.sql('SELECT COUNT(*) AS n FROM order_timeline')).toEqual([{ n: 4 }]);
    clock.advance(250);
    processor.openAll();
    await app.whenDone();
    expect(await app.sql('SELECT attempts, processing_ms FROM orders')).toEqual([
      { attempts: 1, processing_ms: 25_250 },
      { attempts: 1, processing_ms: 25_250 },
    ]);
  });

  it('run out soon after their worker is gone, and its order is taken over', async () => {
    await app.post('/processing/pause');
    await app.post('/orders', orderBody());
    const claimed = await app.get(OrderAttempts).claim('A0001');
    expect(claimed).toMatchObject({ attempts: 1 });
    await app.post('/processing/resume');
    clock.advance(LEASE_MS - 1);
    await app.get(OrderSweep).sweep();
    expect((await app.request('/orders/A0001')).body).toMatchObject({ status: 'processing', attempts: 1 });
    clock.advance(1);
    await app.get(OrderSweep).sweep();
    expect((await processor.attempt(1)).order).toMatchObject({ attempt: 2 });
  });
});
