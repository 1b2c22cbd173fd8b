import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../../../src/config/durations.js';
import { OrderAttempts } from '../../../src/orders/order-attempts.js';
import type { ProcessingStatusDto } from '../../../src/processing/processing-status.dto.js';
import { OrderSweep } from '../../../src/processing/queue/order-sweep.js';
import type { Answer } from '../../support/http/http.js';
import { ManualClock } from '../../support/manual-clock.js';
import { metricsOf } from '../../support/metrics.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';
import { until } from '../../support/until.js';

/** Of a process that is alone: the time limit of an attempt, and a margin. */
const LEASE_MS = 70_000;
const SETTINGS = { PROCESSING_TIMEOUT_MS: '60000', WORKER_CONCURRENCY: '2', RETRY_BASE_MS: '0' };

describe('when the clock is set', () => {
  let app: TestApp;
  let clock: ManualClock;
  let processor: GatedProcessor;

  beforeEach(async () => {
    clock = new ManualClock();
    processor = new GatedProcessor();
    app = await TestApp.start({ clock, processor, settings: SETTINGS });
  });

  afterEach(async () => {
    processor.openAll();
    await app.dispose();
  });

  const order = async (orderId: string): Promise<unknown> => (await app.request(`/orders/${orderId}`)).body;

  async function listed(query = ''): Promise<string[]> {
    const { body } = await app.request(`/orders${query}`);
    return (body as { data: { order_id: string }[] }).data.map(({ order_id }) => order_id);
  }

  it('back, a wait ends on time', async () => {
    const answer = app.post('/orders', orderBody(), { Prefer: 'wait=10' });
    await processor.attempt(1);
    await clock.whenSleepingFor(10_000);
    clock.jump(-DAY_MS);
    clock.advance(10_000);
    expect((await answer).body).toMatchObject({ order_id: 'A0001', status: 'processing' });
  });

  it.each([DAY_MS, -DAY_MS])('by %d ms, the average processing time is that of the work', async (jumpMs) => {
    await app.post('/orders', orderBody());
    const { open } = await processor.attempt(1);
    const completed = app.whenReached('completed');
    clock.jump(jumpMs);
    clock.advance(2500);
    open();
    await completed;
    expect(await metricsOf(app)).toMatchObject({ avg_processing_time: 2.5 });
  });

  it.each([DAY_MS, -DAY_MS])('by %d ms, the drain rate goes on', async (jumpMs) => {
    for (const order_id of ['A1', 'A2']) await app.post('/orders', orderBody({ order_id }));
    await processor.attempt(2);
    const completed = app.whenReached('completed', 2);
    clock.advance(10_000);
    clock.jump(jumpMs);
    processor.openAll();
    await completed;
    // Where there may be other instances, the rate is counted each second.
    await until(async () => (await processing()).drain_rate === 0.2);
    clock.advance(11_000);
    expect(await processing()).toMatchObject({ drain_rate: 0 });
  });

  it('back, no age is below zero', async () => {
    await app.post('/processing/pause');
    await app.post('/orders', orderBody());
    clock.jump(-DAY_MS);
    expect(await processing()).toMatchObject({ oldest_pending_age: 0 });
  });

  it('right after it was ahead, an attempt that failed meanwhile is made again before long', async () => {
    clock.jump(DAY_MS);
    await app.post('/orders', orderBody());
    const pending = app.whenReached('pending');
    (await processor.attempt(1)).fail(new Error('No stock.'));
    await pending;
    clock.jump(-DAY_MS);
    (await processor.attempt(2)).open();
    await app.whenDone();
    expect(await order('A0001')).toMatchObject({ status: 'completed', attempts: 2 });
  });

  it('right after it was ahead, a claim that lost its worker meanwhile is lost after a lease', async () => {
    clock.jump(DAY_MS);
    for (const order_id of ['busy1', 'busy2', 'A0001']) await app.post('/orders', orderBody({ order_id }));
    await processor.attempt(2);
    // Past the queue: nobody works on it.
    await app.get(OrderAttempts).claim('A0001');
    const completed = app.whenReached('completed', 2);
    processor.attempts.forEach(({ open }) => open());
    await completed;
    clock.jump(-DAY_MS);
    await app.get(OrderSweep).sweep();
    clock.advance(LEASE_MS);
    await app.get(OrderSweep).sweep();
    expect((await processor.attemptAt('A0001')).order).toMatchObject({ attempt: 2 });
  });

  it('right while it is stopped, orders taken before are processed before long, and listed', async () => {
    await app.post('/orders', orderBody({ order_id: 'before' }));
    (await processor.attempt(1)).open();
    await app.whenDone();
    await app.post('/processing/pause');
    clock.jump(DAY_MS);
    for (const order_id of ['A1', 'A2', 'A3']) await app.post('/orders', orderBody({ order_id }));
    await app.stop();
    clock.jump(-DAY_MS);
    app = await TestApp.start({ database: app.database, clock, processor, settings: SETTINGS });
    processor.openAll();
    // A pause of a queue in Redis outlives the process.
    await app.post('/processing/resume');
    await app.whenDone();
    expect(await order('A1')).toMatchObject({ status: 'completed', attempts: 1 });
    await app.post('/orders', orderBody({ order_id: 'after' }));
    await app.whenDone();
    const everything = ['A3', 'A2', 'A1', 'after', 'before'];
    expect(await listed()).toEqual(everything);
    expect(await pages()).toEqual(everything);
  });

  async function processing(): Promise<ProcessingStatusDto> {
    return (await app.request('/processing')).body as ProcessingStatusDto;
  }

  async function pages(): Promise<string[]> {
    const found: string[] = [];
    let query = '?limit=2';
    for (;;) {
      const { body }: Answer = await app.request(`/orders${query}`);
      const page = body as { data: { order_id: string }[]; next_cursor: string | null };
      found.push(...page.data.map(({ order_id }) => order_id));
      if (page.next_cursor === null) return found;
      query = `?limit=2&cursor=${page.next_cursor}`;
    }
  }
});
