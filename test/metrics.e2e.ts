import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { MetricsService } from '../src/metrics/metrics.service.js';
import { OrderCreatedEvent } from '../src/orders/order-created.event.js';
import { OrderQueue } from '../src/processing/order-queue.js';
import { ManualClock } from './support/manual-clock.js';
import { orderBody } from './support/orders.js';
import { TestApp } from './support/test-app.js';
import { GatedProcessor } from './support/test-processors.js';

interface Metrics {
  readonly avg_processing_time: number;
  readonly total_orders: number;
  readonly order_status_counts: Record<string, number>;
}

const NONE = { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 };

describe('metrics', () => {
  const clock = new ManualClock();
  let processor: GatedProcessor;
  let app: TestApp;

  beforeEach(async () => {
    processor = new GatedProcessor();
    app = await TestApp.start({ clock, processor, settings: { WORKER_CONCURRENCY: '3', MAX_ATTEMPTS: '1' } });
  });

  afterEach(async () => {
    processor.openAll();
    await app.dispose();
  });

  const metrics = async (): Promise<Metrics> => (await app.request('/metrics')).body as Metrics;

  async function metricsBySql(): Promise<Metrics> {
    const counts = await app.sql<{ status: string; n: number }>(
      'SELECT status, COUNT(*) AS n FROM orders GROUP BY status',
    );
    const [average] = await app.sql<{ s: number | null }>(
      `SELECT ROUND(AVG(processing_ms) / 1000.0, 2) AS s FROM orders WHERE status = 'completed'`,
    );
    return {
      avg_processing_time: average?.s ?? 0,
      total_orders: counts.reduce((sum, { n }) => sum + n, 0),
      order_status_counts: { ...NONE, ...Object.fromEntries(counts.map(({ status, n }) => [status, n])) },
    };
  }

  async function runSixOrders(): Promise<void> {
    for (let index = 1; index <= 6; index++) await app.post('/orders', orderBody({ order_id: `A${index}` }));
    await processor.attempt(3);
    const completed = app.whenReached('completed', 2);
    const failed = app.whenReached('failed');
    clock.advance(1234);
    processor.attempts[0]?.open();
    processor.attempts[1]?.fail(new Error('No.'));
    clock.advance(1000);
    processor.attempts[2]?.open();
    await Promise.all([completed, failed]);
    await processor.attempt(6);
  }

  it('show every status before there is any order', async () => {
    expect(await metrics()).toEqual({ avg_processing_time: 0, total_orders: 0, order_status_counts: NONE });
  });

  it('say what SQL says', async () => {
    await runSixOrders();
    expect(await metrics()).toEqual(await metricsBySql());
    expect(await metrics()).toMatchObject({
      total_orders: 6,
      order_status_counts: { ...NONE, completed: 2, failed: 1, processing: 3 },
    });
  });

  it('say the same after a restart', async () => {
    await runSixOrders();
    processor.attempts.slice(3).forEach(({ open }) => open());
    await app.whenDone();
    await app.get(OrderQueue).onIdle();
    const before = await metrics();
    await app.stop();
    app = await TestApp.start({ directory: app.directory, clock, processor });
    expect(await metrics()).toEqual(before);
    expect(await metrics()).toEqual(await metricsBySql());
  });

  it('are repaired when events got lost, or came for nothing', async () => {
    await runSixOrders();
    const truth = await metrics();
    app.get(EventEmitter2).emit(OrderCreatedEvent.eventName, new OrderCreatedEvent('ghost'));
    expect(await metrics()).not.toEqual(truth);
    await app.get(MetricsService).repair();
    expect(await metrics()).toEqual(truth);
  });
});
