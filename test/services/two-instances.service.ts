import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../../src/config/durations.js';
import { OrderRemoval } from '../../src/orders/retention/order-removal.js';
import type { Answer } from '../support/http/http.js';
import { orderBody } from '../support/orders.js';
import { TestApp } from '../support/test-app.js';
import { DATABASE_KIND } from '../support/database/test-database.js';
import { GatedProcessor } from '../support/test-processors.js';

const IDS = Array.from({ length: 100 }, (_, index) => `A${index}`);
const EACH = '/orders/batch?on_error=reject_failed_rows';

describe('two instances on one database', () => {
  let apps: readonly [TestApp, TestApp];
  let processor: GatedProcessor;

  beforeEach(async () => {
    processor = new GatedProcessor();
    const first = await TestApp.start({ processor });
    apps = [first, await TestApp.start({ processor, database: first.database })];
  });

  afterEach(async () => {
    processor.openAll();
    await apps[1].stop();
    await apps[0].dispose();
  });

  const onBoth = (ask: (app: TestApp, index: number) => Promise<Answer>): Promise<Answer[]> =>
    Promise.all(apps.map(ask));

  const statusesOf = (answers: readonly Answer[]): number[] =>
    answers.map(({ status }) => status).toSorted((a, b) => a - b);

  async function countOf(table: string): Promise<unknown> {
    return (await apps[0].sql<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n;
  }

  /** How many PostgreSQL has met in this database: it lets a second pass each time. MySQL finds them at once. */
  async function deadlocks(): Promise<unknown> {
    if (DATABASE_KIND !== 'postgres') return 0;
    return apps[0].sql('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()');
  }

  it('take the same order at the same moment once, a hundred times', async () => {
    for (const order_id of IDS) {
      const answers = await onBoth((app) => app.post('/orders', orderBody({ order_id })));
      expect(statusesOf(answers)).toEqual([200, 201]);
    }
    expect(await countOf('orders')).toBe(IDS.length);
  });

  it('take one of two orders with the same id at the same moment, a hundred times', async () => {
    for (const order_id of IDS) {
      const answers = await onBoth((app, index) =>
        app.post('/orders', orderBody({ order_id, user_id: `user${index}` })),
      );
      expect(statusesOf(answers)).toEqual([201, 409]);
    }
  });

  it('do not lock each other out when they take the same orders in different order', async () => {
    const before = await deadlocks();
    const orders = IDS.map((order_id) => orderBody({ order_id }));
    const answers = await Promise.all(
      apps.flatMap((app) => [orders, orders.toReversed()].map((batch) => app.post(EACH, batch))),
    );
    const results = answers.map(({ body }) => body as { created: number; replayed: number });
    const sum = (name: 'created' | 'replayed'): number =>
      results.reduce((total, result) => total + result[name], 0);
    expect([sum('created'), sum('replayed')]).toEqual([IDS.length, 3 * IDS.length]);
    expect(await countOf('orders')).toBe(IDS.length);
    expect(await deadlocks()).toEqual(before);
  });

  it('cancel an order once', async () => {
    await apps[0].post('/orders', orderBody());
    expect(statusesOf(await onBoth((app) => app.post('/orders/A0001/cancel')))).toEqual([200, 409]);
  });

  it('start without taking over what the other one works on', async () => {
    await apps[0].post('/orders', orderBody());
    await processor.attempt(1);
    const third = await TestApp.start({ processor, database: apps[0].database });
    expect((await third.request('/orders/A0001')).body).toMatchObject({ status: 'processing', attempts: 1 });
    await third.stop();
  });

  it('remove old orders once, each counted by the one that removed it', async () => {
    processor.openAll();
    await apps[0].post(
      EACH,
      IDS.map((order_id) => orderBody({ order_id })),
    );
    // The one that has done the last of them knows.
    await Promise.race(apps.map((app) => app.whenDone()));
    const all = { before: Date.now() + DAY_MS, beforeId: Infinity };
    const steps = await Promise.all(apps.map((app) => app.get(OrderRemoval).removeNext('completed', all)));
    expect(steps.reduce((total, { removed }) => total + removed, 0)).toBe(IDS.length);
    expect([await countOf('orders'), await countOf('order_timeline')]).toEqual([0, 0]);
  });
});
