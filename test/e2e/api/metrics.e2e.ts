import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { MetricsService } from '../../../src/metrics/metrics.service.js';
import { OrderCreatedEvent } from '../../../src/orders/domain/order-events.js';
import { OrderQueue } from '../../../src/processing/queue/order-queue.js';
import { ManualClock } from '../../support/manual-clock.js';
import { NO_ORDERS, metricsBySql, metricsOf } from '../../support/metrics.js';
import { orderBody } from '../../support/orders.js';
import { holdStatement } from '../../support/database/statements.js';
import { TestApp } from '../../support/test-app.js';
import { sqliteOnly } from '../../support/database/test-database.js';
import { GatedProcessor } from '../../support/test-processors.js';
import { inMemoryOnly } from '../../support/test-queue.js';

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
    expect(await metricsOf(app)).toEqual({
      avg_processing_time: 0,
      total_orders: 0,
      order_status_counts: NO_ORDERS,
    });
  });

  it('say what SQL says', async () => {
    await runSixOrders();
    expect(await metricsOf(app)).toEqual(await metricsBySql(app));
    expect(await metricsOf(app)).toMatchObject({
      total_orders: 6,
      order_status_counts: { ...NO_ORDERS, completed: 2, failed: 1, processing: 3 },
    });
  });

  it('say the same after a restart', async () => {
    await runSixOrders();
    processor.attempts.slice(3).forEach(({ open }) => open());
    await app.whenDone();
    await app.get(OrderQueue).onIdle();
    const before = await metricsOf(app);
    await app.stop();
    app = await TestApp.start({ database: app.database, clock, processor });
    expect(await metricsOf(app)).toEqual(before);
    expect(await metricsOf(app)).toEqual(await metricsBySql(app));
  });

  // On a server database alone the rows are counted, and there is nothing to repair.
  sqliteOnly(it)('are repaired when events got lost, or came for nothing', async () => {
    await runSixOrders();
    const truth = await metricsOf(app);
    app.get(EventEmitter2).emit(OrderCreatedEvent.eventName, new OrderCreatedEvent('ghost'));
    expect(await metricsOf(app)).not.toEqual(truth);
    await app.get(MetricsService).repair();
    expect(await metricsOf(app)).toEqual(truth);
  });

  // Counters that others may have changed meanwhile are repaired in the end, not in one step.
  sqliteOnly(inMemoryOnly(it))(
    'are repaired while orders go on changing, and nobody waits for the count',
    async () => {
      await runSixOrders();
      app.get(EventEmitter2).emit(OrderCreatedEvent.eventName, new OrderCreatedEvent('ghost'));
      const count = holdStatement(app.sqlite.snapshots, 'GROUP BY');
      const repaired = app.get(MetricsService).repair();
      await count.begun;
      const completed = app.whenReached('completed');
      clock.advance(500);
      processor.attempts[3]?.open();
      await completed;
      expect((await app.post('/orders', orderBody({ order_id: 'A7' }))).status).toBe(201);
      expect((await app.request('/orders/A7')).status).toBe(200);
      await processor.attempt(7);
      expect(await metricsOf(app)).not.toEqual(await metricsBySql(app));

      count.goOn();
      await repaired;
      expect(await metricsOf(app)).toEqual(await metricsBySql(app));
      expect(await metricsOf(app)).toMatchObject({ total_orders: 7 });
    },
  );
});
