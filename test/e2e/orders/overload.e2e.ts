import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProcessingStatusDto } from '../../../src/processing/processing-status.dto.js';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { RawConnection, raw } from '../../support/http/raw-http.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';
import { until } from '../../support/until.js';

const SETTINGS = { MAX_BACKLOG: '5', WORKER_CONCURRENCY: '2' };
const IDS = ['A1', 'A2', 'A3', 'A4', 'A5'];

describe('under load', () => {
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
    await app.post('/processing/resume');
    await app.dispose();
  });

  const post = async (order_id: string): Promise<number> =>
    (await app.post('/orders', orderBody({ order_id }))).status;
  const processing = async (): Promise<ProcessingStatusDto> =>
    (await app.request('/processing')).body as ProcessingStatusDto;

  async function fill(): Promise<void> {
    for (const id of IDS) expect(await post(id)).toBe(201);
    await processor.attempt(2);
  }

  it('refuses what is over the limit, tells when to come back, and takes it then', async () => {
    await fill();
    const { status, headers, body } = await app.post('/orders', orderBody({ order_id: 'A6' }));
    expect(status).toBe(503);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(body).toMatchObject({ code: 'backlog_full' });

    const completed = app.whenReached('completed');
    processor.attempts[0]?.open();
    await completed;
    expect(await post('A6')).toBe(201);
    expect(await post('A7')).toBe(503);
  });

  it('never takes more than the limit, however many come at once', async () => {
    const statuses = await Promise.all(Array.from({ length: 50 }, (_, index) => post(`B${index}`)));
    expect(statuses.filter((status) => status === 201)).toHaveLength(5);
    expect(statuses.filter((status) => status === 503)).toHaveLength(45);
  });

  it('still answers for what was taken', async () => {
    await fill();
    expect(await post('A5')).toBe(200);
    expect((await app.post('/orders', orderBody({ order_id: 'A5', user_id: 'other' }))).status).toBe(409);
  });

  it('knows its limit after a restart', async () => {
    await fill();
    processor.attempts.forEach(({ open }) => open());
    await app.post('/processing/pause');
    await app.stop();
    app = await TestApp.start({
      database: app.database,
      clock,
      processor,
      settings: { ...SETTINGS, MAX_BACKLOG: '3' },
    });
    expect(await post('A6')).toBe(503);
  });

  it('tells the way to go for a pending order', async () => {
    await fill();
    const position = async (id: string): Promise<unknown> =>
      ((await app.request(`/orders/${id}`)).body as { queue_position: unknown }).queue_position;
    expect(await Promise.all(IDS.map(position))).toEqual([null, null, 1, 2, 3]);
  });

  it('can be paused and resumed; orders are taken meanwhile', async () => {
    expect(await processing()).toEqual({
      paused: false,
      workers_busy: 0,
      workers_total: 2,
      backlog: 0,
      oldest_pending_age: null,
      drain_rate: 0,
    });
    expect((await app.post('/processing/pause')).body).toMatchObject({ paused: true });
    expect(await post('A1')).toBe(201);
    clock.advance(2500);
    expect(await processing()).toMatchObject({
      paused: true,
      workers_busy: 0,
      backlog: 1,
      oldest_pending_age: 2.5,
    });
    expect((await app.post('/processing/resume')).body).toMatchObject({ paused: false });
    const completed = app.whenReached('completed');
    (await processor.attempt(1)).open();
    await completed;
    // Where there may be other instances, the rate is counted each second.
    await until(async () => (await processing()).drain_rate === 0.4);
    expect(await processing()).toMatchObject({ backlog: 0 });
  });

  it('cannot be resumed once it stops', async () => {
    await fill();
    const connection = new RawConnection(app.url);
    connection.send(raw('GET /processing'));
    await connection.next();
    const stopped = app.stop();
    connection.send(raw('POST /processing/resume'));
    await connection.next();
    processor.openAll();
    await stopped;
    connection.destroy();
    const untouched = await app.database.query('SELECT COUNT(*) AS n FROM orders WHERE attempts = 0');
    expect(untouched).toEqual([{ n: 3 }]);
    app = await TestApp.start({ database: app.database });
  });
});
