import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../../src/config/durations.js';
import { MisdatedSweep } from '../../src/orders/recovery/misdated-sweep.js';
import { OrderAttempts } from '../../src/orders/order-attempts.js';
import { OrderSweep } from '../../src/processing/queue/order-sweep.js';
import { ManualClock } from '../support/manual-clock.js';
import { metricsOf } from '../support/metrics.js';
import { orderBody } from '../support/orders.js';
import { TestApp } from '../support/test-app.js';
import { TestDatabase } from '../support/database/test-database.js';
import { GatedProcessor } from '../support/test-processors.js';
import { inMemoryOnly } from '../support/test-queue.js';
import { until } from '../support/until.js';

const LEASE_MS = 15_000;
const RENEWAL_MS = 5000;
const ROUTINE_MS = 600_000;
const SETTINGS = { PROCESSING_TIMEOUT_MS: '600000' };

/** One of several instances on a database, with a clock of its own. */
interface Instance {
  readonly app: TestApp;
  readonly clock: ManualClock;
}

describe('instances whose clocks differ', () => {
  let database: TestDatabase;
  let processor: GatedProcessor;
  let instances: Instance[];

  beforeEach(async () => {
    database = await TestDatabase.create();
    processor = new GatedProcessor();
    instances = [];
  });

  afterEach(async () => {
    processor.openAll();
    for (const { app } of instances) await app.stop();
    await database.drop();
  });

  async function start(aheadMs = 0, more: Record<string, string> = {}): Promise<Instance> {
    const clock = new ManualClock();
    clock.jump(aheadMs);
    const settings = { ...SETTINGS, ...more };
    const instance = { app: await TestApp.start({ clock, processor, database, settings }), clock };
    instances.push(instance);
    return instance;
  }

  async function stop(instance: Instance): Promise<void> {
    instances.splice(instances.indexOf(instance), 1);
    await instance.app.stop();
  }

  /** Takes an order that nobody works on yet. */
  async function takeOrder({ app }: Instance): Promise<void> {
    await app.post('/processing/pause');
    await app.post('/orders', orderBody());
  }

  const sweep = ({ app }: Instance): Promise<void> => app.get(OrderSweep).sweep();

  const order = async ({ app }: Instance): Promise<unknown> => (await app.request('/orders/A0001')).body;

  async function leaseEnd(): Promise<number | undefined> {
    return (await database.query<{ due_at: number }>('SELECT due_at FROM orders'))[0]?.due_at;
  }

  // The one that leads sweeps, and only without Redis does each instance.
  inMemoryOnly(it)('take over from a worker that is gone, whose clock was a day ahead', async () => {
    const ahead = await start(DAY_MS);
    await takeOrder(ahead);
    await ahead.app.get(OrderAttempts).claim('A0001');
    await stop(ahead);

    const right = await start();
    right.clock.advance(LEASE_MS - 1);
    await sweep(right);
    expect(await order(right)).toMatchObject({ status: 'processing', attempts: 1 });
    right.clock.advance(1);
    await sweep(right);
    expect((await processor.attempt(1)).order).toMatchObject({ attempt: 2 });
  });

  inMemoryOnly(it)('take nothing from a worker that renews, whose clock is a day ahead', async () => {
    const ahead = await start(DAY_MS);
    await ahead.app.post('/orders', orderBody());
    await processor.attempt(1);
    const right = await start();
    for (let renewal = 0; renewal < 5; renewal++) {
      await sweep(right);
      ahead.clock.advance(RENEWAL_MS);
      await until(async () => (await leaseEnd()) === ahead.clock.nowMs() + LEASE_MS);
      right.clock.advance(RENEWAL_MS);
      await sweep(right);
    }
    expect(await order(right)).toMatchObject({ status: 'processing', attempts: 1 });
  });

  inMemoryOnly(it)('take nothing from a living worker when the clock of another jumps ahead', async () => {
    const right = await start();
    await right.app.post('/orders', orderBody());
    await processor.attempt(1);
    const jumping = await start();
    jumping.clock.jump(DAY_MS);
    await sweep(jumping);
    expect(await order(jumping)).toMatchObject({ status: 'processing', attempts: 1 });
    expect(processor.attempts).toHaveLength(1);
  });

  inMemoryOnly(it)('lose an attempt to one that starts with its clock ahead, but not all', async () => {
    const right = [await start(), await start()] as const;
    await right[0].app.post('/orders', orderBody());
    await processor.attempt(1);
    const ahead = await start(DAY_MS, { ROLE: 'api' });
    await processor.attempt(2);
    for (let turn = 0; turn < 5; turn++) await sweep(ahead);
    expect(await order(right[0])).toMatchObject({ status: 'processing', attempts: 2 });
    expect(processor.attempts).toHaveLength(2);
  });

  it('find what another one has put off, all at once', async () => {
    const right = [await start(), await start()];
    const mend = (): Promise<unknown> => Promise.all(right.map(({ app }) => app.get(MisdatedSweep).run()));
    await mend();
    for (const { app } of right) await app.post('/processing/pause');
    const ahead = await start(DAY_MS);
    await takeOrder(ahead);
    await stop(ahead);

    right.forEach(({ clock }) => clock.advance(ROUTINE_MS));
    await mend();
    expect(await leaseEnd()).toBe(right[0]?.clock.nowMs());
    for (const { app } of right) await app.post('/processing/resume');
    expect((await processor.attempt(1)).order).toMatchObject({ orderId: 'A0001', attempt: 1 });
  });

  it('go on counting for /metrics when the clock is set back', async () => {
    const { app, clock } = await start();
    expect(await metricsOf(app)).toMatchObject({ total_orders: 0 });
    clock.jump(-DAY_MS);
    await takeOrder({ app, clock });
    clock.advance(1000);
    expect(await metricsOf(app)).toMatchObject({ total_orders: 1 });
  });
});
