import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DAY_MS } from '../../../src/config/durations.js';
import { OrderCreatedEvent, OrdersRemovedEvent } from '../../../src/orders/domain/order-events.js';
import { REMOVAL_STEP } from '../../../src/orders/retention/order-removal.js';
import { OrderRetention } from '../../../src/orders/retention/order-retention.js';
import { OrdersService } from '../../../src/orders/orders.service.js';
import { PermanentError } from '../../../src/processing/processor/processing-errors.js';
import { ManualClock } from '../../support/manual-clock.js';
import { metricsBySql, metricsOf } from '../../support/metrics.js';
import { draft } from '../../support/order-fixtures.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

const PERIOD_MS = 30 * DAY_MS;

describe('retention', () => {
  let app: TestApp;
  let clock: ManualClock;
  let processor: GatedProcessor;

  beforeEach(() => start({ RETENTION_DAYS: '30', WORKER_CONCURRENCY: '3' }));

  afterEach(async () => {
    processor.openAll();
    await app.dispose();
  });

  async function start(settings: Record<string, string>): Promise<void> {
    clock = new ManualClock();
    processor = new GatedProcessor();
    app = await TestApp.start({ clock, processor, settings });
  }

  const run = (): Promise<void> => app.get(OrderRetention).run();

  async function orderIds(): Promise<string[]> {
    const rows = await app.sql<{ order_id: string }>('SELECT order_id FROM orders ORDER BY order_id');
    return rows.map(({ order_id }) => order_id);
  }

  /** One order of each final status, and one that waits. */
  async function postOneOfEach(): Promise<void> {
    for (const order_id of ['done', 'failed', 'cancelled'])
      await app.post('/orders', orderBody({ order_id }));
    await processor.attempt(3);
    await app.post('/processing/pause');
    await app.post('/orders', orderBody({ order_id: 'waiting' }));
    const ended = [app.whenReached('completed'), app.whenReached('failed')];
    clock.advance(1500);
    (await processor.attemptAt('done')).open();
    (await processor.attemptAt('failed')).fail(new PermanentError('No.'));
    await app.post('/orders/cancelled/cancel');
    await Promise.all(ended);
  }

  /** Completes so many orders at once. */
  async function complete(orders: number): Promise<void> {
    processor.openAll();
    const ids = Array.from({ length: orders }, (_, index) => `B${index}`);
    await Promise.all(ids.map((orderId) => app.get(OrdersService).submit({ ...draft, orderId })));
    await app.whenDone();
  }

  it('keeps everything unless it is set', async () => {
    await app.dispose();
    await start({});
    await complete(1);
    clock.advance(36_500 * DAY_MS);
    await run();
    expect(await orderIds()).toEqual(['B0']);
  });

  it('removes orders whose end is longer ago, with their timelines, and nothing else', async () => {
    await postOneOfEach();
    clock.advance(PERIOD_MS);
    await run();
    expect(await orderIds()).toEqual(['cancelled', 'done', 'failed', 'waiting']);
    expect(await metricsOf(app)).toMatchObject({ total_orders: 4, avg_processing_time: 1.5 });

    await app.post('/orders', orderBody({ order_id: 'young' }));
    await app.post('/orders/young/cancel');
    clock.advance(1);
    await run();
    expect(await orderIds()).toEqual(['waiting', 'young']);
    expect(await app.sql('SELECT DISTINCT order_pk AS id FROM order_timeline ORDER BY id')).toEqual(
      await app.sql('SELECT id FROM orders ORDER BY id'),
    );
    // Without counters in memory an answer may be a second old.
    clock.advance(1000);
    expect(await metricsOf(app)).toEqual(await metricsBySql(app));
    expect(await metricsOf(app)).toMatchObject({ total_orders: 2, avg_processing_time: 0 });
    expect((await app.request('/orders/done')).status).toBe(404);
    expect((await app.post('/orders', orderBody({ order_id: 'done' }))).status).toBe(201);
  });

  it('keeps an order that is run again until it has been at its end as long once more', async () => {
    await postOneOfEach();
    clock.advance(PERIOD_MS + 1);
    await app.post('/orders/failed/retry');
    await run();
    expect(await orderIds()).toEqual(['failed', 'waiting']);
    await app.post('/orders/failed/cancel');
    clock.advance(PERIOD_MS);
    await run();
    expect(await orderIds()).toEqual(['failed', 'waiting']);
    clock.advance(1);
    await run();
    expect(await orderIds()).toEqual(['waiting']);
  });

  it('removes in steps, and lets orders in between them', async () => {
    await complete(2 * REMOVAL_STEP + 1);
    clock.advance(PERIOD_MS + 1);
    const emitter = app.get(EventEmitter2);
    const events: (string | number)[] = [];
    emitter.on(OrdersRemovedEvent.eventName, ({ removed }: OrdersRemovedEvent) => {
      events.push(...removed.map(({ orders }) => orders));
    });
    emitter.on(OrderCreatedEvent.eventName, ({ orderId }: OrderCreatedEvent) => events.push(orderId));
    emitter.once(OrdersRemovedEvent.eventName, () => void app.get(OrdersService).submit(draft));
    // A worker that looks at an order once more has it locked for a moment: the second run removes it.
    for (let runs = 0; runs < 2; runs++) await run();
    expect(events[1]).toBe(draft.orderId);
    const steps = events.filter((event) => typeof event === 'number');
    expect(Math.max(...steps)).toBeLessThanOrEqual(REMOVAL_STEP);
    expect(steps.reduce((sum, orders) => sum + orders, 0)).toBe(2 * REMOVAL_STEP + 1);
    await app.whenDone();
    expect(await metricsOf(app)).toEqual(await metricsBySql(app));
  });

  it('stops with the step that it is at when the service stops', async () => {
    await complete(2 * REMOVAL_STEP);
    clock.advance(PERIOD_MS + 1);
    const stopped = new Promise<void>((resolve) => {
      app.get(EventEmitter2).once(OrdersRemovedEvent.eventName, () => void app.stop().then(resolve));
    });
    await run();
    await stopped;
    const [left] = await app.database.query<{ n: number }>('SELECT COUNT(*) AS n FROM orders');
    // A worker that looks at an order once more has it locked for a moment: it stays until the next run.
    expect(left?.n).toBeGreaterThanOrEqual(REMOVAL_STEP);
    expect(left?.n).toBeLessThan(2 * REMOVAL_STEP);
    app = await TestApp.start({ database: app.database });
  });
});
