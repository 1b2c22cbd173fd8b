import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../support/http/http.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { TestDatabase } from '../../support/database/test-database.js';
import { inMemoryOnly } from '../../support/test-queue.js';
import { until } from '../../support/until.js';

const READS = [
  '/orders/A0001',
  '/orders/A0001/events',
  '/orders',
  '/orders?status=failed&user_id=user1',
  '/processing',
  '/health/ready',
];

describe('a database whose tables go while the service runs', () => {
  let database: TestDatabase;
  let app: TestApp;

  beforeEach(async () => {
    database = await TestDatabase.create();
    app = await TestApp.start({ database });
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    await app.whenDone();
  });

  afterEach(async () => {
    await app.stop();
    await database.drop();
  });

  /** By what was asked. */
  async function statuses(): Promise<Record<string, number>> {
    const asked: [string, Promise<Answer>][] = [
      ...READS.map((path): [string, Promise<Answer>] => [path, app.request(path)]),
      ['post', app.post('/orders', orderBody({ order_id: 'A0002' }))],
      ['batch', app.post('/orders/batch', [orderBody({ order_id: 'A0003' })])],
      ['cancel', app.post('/orders/A0001/cancel')],
      ['retry', app.post('/orders/retry')],
    ];
    const answers = await Promise.all(
      asked.map(async ([name, answer]): Promise<[string, number]> => [name, (await answer).status]),
    );
    return Object.fromEntries(answers);
  }

  async function expectUnavailable(): Promise<void> {
    const answered = await statuses();
    expect(answered).toEqual(Object.fromEntries(Object.keys(answered).map((name) => [name, 503])));
    expect((await app.request('/health/live')).status).toBe(200);
  }

  /** As an operator brings the tables back: another start makes them. */
  async function expectToGoOn(): Promise<void> {
    const other = await TestApp.start({ database });
    await other.stop();
    await until(async () => (await app.request('/health/ready')).status === 200);
    const order = orderBody({ order_id: 'A0004' });
    await until(async () => (await app.post('/orders', order)).status < 300);
    await app.whenDone();
    expect((await app.request('/orders/A0004')).body).toMatchObject({ status: 'completed' });
    expect((await app.request('/orders')).status).toBe(200);
  }

  it('is answered for with 503 while it is gone and while it is empty', async () => {
    await database.drop();
    await expectUnavailable();
    await database.recreate();
    await expectUnavailable();
    await expectToGoOn();
  });

  // Counters in Redis are still there, and told.
  inMemoryOnly(it)('is not counted while it is gone', async () => {
    await database.drop();
    // What was counted within the last second is told first.
    await until(async () => (await app.request('/metrics')).status !== 200);
    expect((await app.request('/metrics')).status).toBe(503);
  });
});
