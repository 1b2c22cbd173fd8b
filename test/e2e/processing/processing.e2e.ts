import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OrderQueue } from '../../../src/processing/queue/order-queue.js';
import { OrderSweep } from '../../../src/processing/queue/order-sweep.js';
import { OrderAttempts } from '../../../src/orders/order-attempts.js';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

const SETTINGS = {
  WORKER_CONCURRENCY: '2',
  MAX_ATTEMPTS: '2',
  PROCESSING_TIMEOUT_MS: '1000',
  RETRY_MAX_MS: '500',
};

describe('processing', () => {
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

  const order = async (orderId = 'A0001'): Promise<unknown> => (await app.request(`/orders/${orderId}`)).body;

  async function timeline(): Promise<string[]> {
    const rows = await app.sql<{ type: string }>(
      'SELECT type FROM order_timeline ORDER BY order_pk, sequence',
    );
    return rows.map(({ type }) => type);
  }

  it('takes an order from pending over processing to completed', async () => {
    await app.post('/orders', orderBody());
    const gate = await processor.attempt(1);
    expect(await order()).toMatchObject({ status: 'processing', attempts: 1 });
    expect(gate.order).toMatchObject({ orderId: 'A0001', userId: 'user1', totalMinor: 19_999 });

    const completed = app.whenReached('completed');
    clock.advance(250);
    gate.open();
    await completed;
    expect(await order()).toMatchObject({ status: 'completed', attempts: 1, last_error: null });
    expect(await timeline()).toEqual(['created', 'claimed', 'completed']);
    expect(await app.sql('SELECT processing_ms, due_at FROM orders')).toEqual([
      { processing_ms: 250, due_at: null },
    ]);
  });

  it('works on as many orders at a time as it may, in the order they came', async () => {
    for (const order_id of ['A1', 'A2', 'A3']) await app.post('/orders', orderBody({ order_id }));
    const first = await processor.attempt(1);
    await processor.attempt(2);
    expect(processor.attempts.map((gate) => gate.order.orderId)).toEqual(['A1', 'A2']);
    expect(await order('A3')).toMatchObject({ status: 'pending', attempts: 0 });
    first.open();
    expect((await processor.attempt(3)).order.orderId).toBe('A3');
  });

  it('tries a failed attempt again when its backoff is over, then gives up', async () => {
    await app.post('/orders', orderBody());
    const pending = app.whenReached('pending');
    (await processor.attempt(1)).fail(new Error('No stock.'));
    await pending;
    expect(await order()).toMatchObject({ status: 'pending', attempts: 1, last_error: 'No stock.' });

    const failed = app.whenReached('failed');
    clock.advance(500);
    await app.get(OrderSweep).sweep();
    (await processor.attempt(2)).fail(new Error('Still no stock.'));
    await failed;
    expect(await order()).toMatchObject({ status: 'failed', attempts: 2, last_error: 'Still no stock.' });
    expect(await timeline()).toEqual(['created', 'claimed', 'attempt_failed', 'claimed', 'failed']);
  });

  it('breaks off an attempt at its time limit', async () => {
    await app.post('/orders', orderBody());
    const gate = await processor.attempt(1);
    const pending = app.whenReached('pending');
    clock.advance(1000);
    await pending;
    expect(gate.signal.aborted).toBe(true);
    expect(await order()).toMatchObject({ status: 'pending', last_error: 'Not done within 1000 ms.' });
  });

  it('finds an order again whose wake-up signal got lost', async () => {
    const attempts = app.get(OrderAttempts);
    await app.post('/orders', orderBody());
    // Claimed past the queue, and released as if its worker had stopped: no signal tells of it.
    const { orderId, attempt } = (await processor.attempt(1)).order;
    const released = await attempts.release({ orderId, attempts: attempt });
    expect(released?.status).toBe('pending');
    processor.attempts[0]?.open();
    await app.get(OrderQueue).onIdle();
    const completed = app.whenReached('completed');
    await app.get(OrderSweep).sweep();
    (await processor.attempt(2)).open();
    await completed;
    expect(await timeline()).toEqual(['created', 'claimed', 'recovered', 'claimed', 'completed']);
  });

  it('takes an order back when its lease has run out, and fences the late finish off', async () => {
    const attempts = app.get(OrderAttempts);
    await app.post('/orders', orderBody({ order_id: 'busy1' }));
    await app.post('/orders', orderBody({ order_id: 'busy2' }));
    await processor.attempt(2);
    await app.post('/orders', orderBody());
    const lost = await attempts.claim('A0001');
    expect(lost).toMatchObject({ status: 'processing', attempts: 1 });

    clock.advance(60_000);
    await app.get(OrderSweep).sweep();
    const gate = await processor.attemptAt('A0001');
    expect(gate.order.attempt).toBe(2);
    if (!lost) throw new Error('Nothing was claimed.');
    expect(await attempts.complete(lost, 0)).toBeUndefined();
    expect(await order()).toMatchObject({ status: 'processing', attempts: 2 });

    const completed = app.whenReached('completed');
    gate.open();
    await completed;
    expect(await order()).toMatchObject({ status: 'completed', attempts: 2 });
  });
});
