import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cancelOrder } from '../../../src/orders/domain/order-rules.js';
import { OrderLanes } from '../../../src/orders/store/lanes/order-lanes.js';
import { OrderStore } from '../../../src/orders/store/order-store.js';
import { OrderQueue } from '../../../src/processing/queue/order-queue.js';
import { OrderSweep } from '../../../src/processing/queue/order-sweep.js';
import { PermanentError, RetryLaterError } from '../../../src/processing/processor/processing-errors.js';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

describe('what can be done to an order', () => {
  let app: TestApp;
  let clock: ManualClock;
  let processor: GatedProcessor;

  beforeEach(async () => {
    clock = new ManualClock();
    processor = new GatedProcessor();
    app = await TestApp.start({ clock, processor, settings: { WORKER_CONCURRENCY: '1', MAX_ATTEMPTS: '2' } });
    await app.post('/orders', orderBody());
    await processor.attempt(1);
  });

  afterEach(async () => {
    processor.openAll();
    await app.dispose();
  });

  const order = async (orderId = 'A0001'): Promise<unknown> => (await app.request(`/orders/${orderId}`)).body;

  async function failOrder(): Promise<void> {
    const failed = app.whenReached('failed');
    processor.attempts.at(-1)?.fail(new PermanentError('No such item.'));
    await failed;
  }

  it('cancels a pending order at once', async () => {
    await app.post('/orders', orderBody({ order_id: 'A0002' }));
    const { status, body } = await app.post('/orders/A0002/cancel');
    expect(status).toBe(200);
    expect(body).toMatchObject({ order_id: 'A0002', status: 'cancelled', attempts: 0, queue_position: null });
    processor.attempts[0]?.open();
    await app.whenDone();
    expect(processor.attempts).toHaveLength(1);
  });

  it('cancels running work: its signal aborts, its late result is kept out, its slot is free', async () => {
    const gate = processor.attempts[0];
    expect((await app.post('/orders/A0001/cancel')).status).toBe(200);
    expect(gate?.signal.aborted).toBe(true);
    gate?.open();
    await app.get(OrderQueue).onIdle();
    expect(await order()).toMatchObject({ status: 'cancelled', attempts: 1, last_error: null });
    await app.post('/orders', orderBody({ order_id: 'A0002' }));
    expect((await processor.attempt(2)).order.orderId).toBe('A0002');
  });

  it('never begins work whose claim shares a commit with a cancel', async () => {
    const store = app.get(OrderStore);
    await app.post('/processing/pause');
    await app.post('/orders', orderBody({ order_id: 'A0002' }));
    processor.attempts[0]?.open();
    await app.get(OrderQueue).onIdle();
    // The store holds still until both are waiting for the next commit.
    let goOn = (): void => undefined;
    const still = app.get(OrderLanes).atRest(() => new Promise<void>((resolve) => (goOn = resolve)));
    await app.post('/processing/resume');
    const cancelled = store.change('A0002', cancelOrder);
    goOn();
    expect((await cancelled)?.status).toBe('cancelled');
    await still;
    await app.get(OrderQueue).onIdle();
    expect(processor.attempts).toHaveLength(1);
    const types = await app.sql<{ type: string }>(
      'SELECT type FROM order_timeline WHERE order_pk = 2 ORDER BY sequence',
    );
    expect(types.map(({ type }) => type)).toEqual(['created', 'claimed', 'cancelled']);
  });

  it('refuses what its status does not allow, with a code that tells it', async () => {
    expect((await app.post('/orders/A0001/retry')).body).toMatchObject({
      status: 409,
      code: 'order_is_processing',
    });
    await app.post('/orders/A0001/cancel');
    expect((await app.post('/orders/A0001/cancel')).body).toMatchObject({
      status: 409,
      code: 'order_is_cancelled',
    });
    expect((await app.post('/orders/A0001/retry')).body).toMatchObject({
      status: 409,
      code: 'order_is_cancelled',
    });
    for (const action of ['cancel', 'retry']) {
      expect((await app.post(`/orders/nobody/${action}`)).body).toMatchObject({
        status: 404,
        code: 'order_not_found',
      });
    }
  });

  it('runs a failed order again, with all its attempts', async () => {
    await failOrder();
    expect(await order()).toMatchObject({ status: 'failed', attempts: 1, last_error: 'No such item.' });
    const { status, body } = await app.post('/orders/A0001/retry');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'pending', attempts: 1, queue_position: 1 });
    const gate = await processor.attempt(2);
    expect(gate.order.attempt).toBe(2);
    expect(await app.sql('SELECT spent_attempts FROM orders')).toEqual([{ spent_attempts: 1 }]);
    const completed = app.whenReached('completed');
    gate.open();
    await completed;
    expect(await order()).toMatchObject({ status: 'completed', attempts: 2 });
  });

  it('runs all failed orders again', async () => {
    await failOrder();
    await app.post('/orders', orderBody({ order_id: 'A0002' }));
    await processor.attempt(2);
    await failOrder();
    expect((await app.post('/orders/retry')).body).toEqual({ retried: 2, has_more: false });
    expect((await app.post('/orders/retry')).body).toEqual({ retried: 0, has_more: false });
    (await processor.attempt(3)).open();
    (await processor.attempt(4)).open();
    await app.whenDone();
    expect((await app.request('/metrics')).body).toMatchObject({
      order_status_counts: { completed: 2, failed: 0 },
    });
  });

  it('waits as long as the processor asks for', async () => {
    const pending = app.whenReached('pending');
    processor.attempts[0]?.fail(new RetryLaterError(60_000, 'The warehouse is closed.'));
    await pending;
    await app.get(OrderQueue).onIdle();
    clock.advance(59_999);
    await app.get(OrderSweep).sweep();
    expect(await order()).toMatchObject({ status: 'pending', last_error: 'The warehouse is closed.' });
    clock.advance(1);
    await app.get(OrderSweep).sweep();
    expect((await processor.attempt(2)).order.orderId).toBe('A0001');
  });
});
