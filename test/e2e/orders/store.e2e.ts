import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { OPEN_FLAGS } from '../../../src/database/sqlite/sqlite-connection.js';
import { OrderQueue } from '../../../src/processing/queue/order-queue.js';
import { OrderSweep } from '../../../src/processing/queue/order-sweep.js';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { sqliteOnly } from '../../support/database/test-database.js';
import { GatedProcessor } from '../../support/test-processors.js';

const RECORD_AGAIN_MS = 500;
const LONGER_THAN_A_LEASE_MS = 60_000;
const POISON = `CREATE TRIGGER refuse BEFORE INSERT ON orders WHEN NEW.order_id = 'poison'
  BEGIN SELECT RAISE(ABORT, 'no'); END`;

sqliteOnly(describe)('the store on SQLite', () => {
  let app: TestApp;
  let writer: DataSource;

  beforeEach(async () => {
    app = await TestApp.start();
    writer = app.sqlite.writer;
  });

  afterEach(() => app.dispose());

  it('writes durably, is read on connections that cannot write', async () => {
    expect(await writer.query('PRAGMA synchronous')).toEqual([{ synchronous: 2 }]);
    expect(await writer.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    expect(await writer.query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    for (const reader of [app.sqlite, app.sqlite.snapshots]) {
      await expect(reader.query('DELETE FROM orders')).rejects.toThrow('SQLITE_READONLY');
    }
  });

  it('lets a row that the database will not take fail alone', async () => {
    await writer.query(POISON);
    const ids = ['A1', 'A2', 'poison', 'A3', 'A4'];
    const answers = await Promise.all(ids.map((order_id) => app.post('/orders', orderBody({ order_id }))));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 500, 201, 201]);
    expect(answers[2]?.body).toMatchObject({
      code: 'internal_error',
      detail: 'Something went wrong on our side.',
    });
    expect((await app.request('/orders/poison')).status).toBe(404);
  });

  it('tells of a row of a batch that the database will not take', async () => {
    await writer.query(POISON);
    const rows = ['A1', 'poison'].map((order_id) => orderBody({ order_id }));
    const { body } = await app.post('/orders/batch?on_error=reject_failed_rows', rows);
    const detail = 'Something went wrong on our side.';
    expect(body).toMatchObject({ created: 1, unavailable: 0, failed: 1 });
    expect((body as { results: unknown[] }).results).toEqual([
      { row: 0, order_id: 'A1', result: 'created' },
      { row: 1, order_id: 'poison', result: 'failed', code: 'internal_error', detail },
    ]);
  });

  it('acknowledges nothing that is not committed, and takes orders again by itself', async () => {
    const unlock = await lock();
    const refused = await app.post('/orders', orderBody());
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.body).toMatchObject({ code: 'store_unavailable' });
    expect((await app.request('/orders/A0001')).status).toBe(404);

    await unlock();
    expect((await app.post('/orders', orderBody())).status).toBe(201);
  });

  it('records work that is done as soon as it can, so that it is not done again', async () => {
    await app.dispose();
    const clock = new ManualClock();
    const processor = new GatedProcessor();
    app = await TestApp.start({ clock, processor, settings: { MAX_ATTEMPTS: '1' } });
    writer = app.sqlite.writer;
    await app.post('/orders', orderBody());
    const gate = await processor.attempt(1);
    const unlock = await lock();
    gate.open();
    await clock.whenSleepingFor(RECORD_AGAIN_MS);

    await unlock();
    clock.advance(RECORD_AGAIN_MS);
    await app.whenDone();
    expect((await app.request('/orders/A0001')).body).toMatchObject({ status: 'completed', attempts: 1 });
  });

  it('leaves finished work to its worker when the database was away for longer than a lease', async () => {
    await app.dispose();
    const clock = new ManualClock();
    const processor = new GatedProcessor();
    app = await TestApp.start({ clock, processor });
    writer = app.sqlite.writer;
    for (const order_id of ['A1', 'A2']) await app.post('/orders', orderBody({ order_id }));
    await processor.attempt(2);
    const unlock = await lock();
    processor.attempts.forEach(({ open }) => open());
    await clock.whenSleepingFor(RECORD_AGAIN_MS);
    clock.advance(LONGER_THAN_A_LEASE_MS);
    await clock.whenSleepingFor(RECORD_AGAIN_MS);

    await unlock();
    await app.get(OrderSweep).sweep();
    clock.advance(RECORD_AGAIN_MS);
    await app.get(OrderQueue).onIdle();
    expect(processor.attempts.map(({ order }) => order.orderId)).toEqual(['A1', 'A2']);
    for (const orderId of ['A1', 'A2']) {
      const { body } = await app.request(`/orders/${orderId}`);
      expect(body).toMatchObject({ status: 'completed', attempts: 1 });
    }
  });

  /** Takes the database's write lock on another connection. @returns lets go of it */
  async function lock(): Promise<() => Promise<void>> {
    await writer.query('PRAGMA busy_timeout = 1');
    const other = new DataSource({
      type: 'sqlite',
      database: writer.options.database as string,
      flags: OPEN_FLAGS,
    });
    await other.initialize();
    await other.query('BEGIN IMMEDIATE');
    return () => other.destroy();
  }
});
