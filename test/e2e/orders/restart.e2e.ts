import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MetricsService } from '../../../src/metrics/metrics.service.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { sqliteOnly } from '../../support/database/test-database.js';
import { GatedProcessor, InstantProcessor } from '../../support/test-processors.js';
import { inMemoryOnly } from '../../support/test-queue.js';

const STOP_AT_ONCE = { SHUTDOWN_TIMEOUT_MS: '0', WORKER_CONCURRENCY: '2' };

describe('a stop and a new start', () => {
  let app: TestApp;

  afterEach(() => app.database.drop());

  async function startWithWork(orders: number, settings: Record<string, string>): Promise<GatedProcessor> {
    const processor = new GatedProcessor();
    app = await TestApp.start({ processor, settings });
    for (let index = 0; index < orders; index++)
      await app.post('/orders', orderBody({ order_id: `A${index}` }));
    await processor.attempt(Math.min(orders, 2));
    return processor;
  }

  const metrics = async (): Promise<unknown> => (await app.request('/metrics')).body;

  it('hand running work back and take it up again', async () => {
    const processor = await startWithWork(5, STOP_AT_ONCE);
    await app.stop();
    expect(processor.attempts.every(({ signal }) => signal.aborted)).toBe(true);

    const instant = new InstantProcessor();
    app = await TestApp.start({ database: app.database, processor: instant });
    await app.whenDone();
    expect(await metrics()).toMatchObject({
      total_orders: 5,
      order_status_counts: { completed: 5, pending: 0 },
    });
    expect([...instant.effects.values()]).toEqual([1, 1, 1, 1, 1]);
    await app.stop();
  });

  it('cost an order no attempt, however often', async () => {
    let processor = await startWithWork(1, { ...STOP_AT_ONCE, MAX_ATTEMPTS: '2' });
    for (let deployment = 0; deployment < 3; deployment++) {
      await app.stop();
      processor = new GatedProcessor();
      const settings = { ...STOP_AT_ONCE, MAX_ATTEMPTS: '2', RETRY_BASE_MS: '0' };
      app = await TestApp.start({ database: app.database, processor, settings });
      await processor.attempt(1);
    }
    processor.attempts[0]?.fail(new Error('No stock.'));
    (await processor.attempt(2)).open();
    await app.whenDone();
    expect((await app.request('/orders/A0')).body).toMatchObject({ status: 'completed', attempts: 5 });
    await app.stop();
  });

  it('wait for running work that ends in time', async () => {
    const processor = await startWithWork(1, { SHUTDOWN_TIMEOUT_MS: '20000' });
    const stopped = app.stop();
    processor.attempts[0]?.open();
    await stopped;
    app = await TestApp.start({ database: app.database });
    expect(await metrics()).toMatchObject({ order_status_counts: { completed: 1 } });
    await app.stop();
  });

  it('take back what a dead process had claimed, and fail what keeps killing its worker', async () => {
    const processor = await startWithWork(2, { ...STOP_AT_ONCE, MAX_ATTEMPTS: '3' });
    processor.attempts.forEach(({ open }) => open());
    await app.whenDone();
    await app.stop();
    await app.database.query(`UPDATE orders SET status = 'processing', due_at = created_at`);
    await app.database.query(`UPDATE orders SET attempts = 3 WHERE order_id = 'A1'`);

    app = await TestApp.start({ database: app.database, settings: { MAX_ATTEMPTS: '3' } });
    await app.whenDone();
    expect((await app.request('/orders/A0')).body).toMatchObject({ status: 'completed', attempts: 2 });
    expect((await app.request('/orders/A1')).body).toMatchObject({
      status: 'failed',
      last_error: 'The worker was lost.',
    });
    // Counters in Redis outlive the process; nobody has told them what was done to the rows.
    await app.get(MetricsService).repair();
    expect(await metrics()).toMatchObject({
      order_status_counts: { completed: 1, failed: 1, processing: 0 },
    });
    await app.stop();
  });

  // A start that fails leaves its way to Redis open until the process ends.
  sqliteOnly(inMemoryOnly(it))('refuse the same file under another name', async () => {
    app = await TestApp.start();
    const link = await mkdtemp(join(tmpdir(), 'orders-'));
    await symlink(app.database.url.slice('sqlite:'.length), join(link, 'orders.db'));
    const settings = { DATABASE_URL: `sqlite:${join(link, 'orders.db')}` };
    await expect(TestApp.start({ database: app.database, settings })).rejects.toThrow(
      'This process already works on',
    );
    await app.stop();
    await rm(link, { recursive: true });
  });

  sqliteOnly(inMemoryOnly(it))('refuse the same file a second time', async () => {
    app = await TestApp.start();
    await expect(TestApp.start({ database: app.database })).rejects.toThrow('This process already works on');
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    await app.stop();
    app = await TestApp.start({ database: app.database });
    expect((await app.request('/orders/A0001')).status).toBe(200);
    await app.stop();
  });
});
