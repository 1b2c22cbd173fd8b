import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { BacklogPoller } from '../../src/orders/peers/backlog-poller.js';
import { OrderTotals } from '../../src/orders/totals/order-totals.js';
import { ChangePoller } from '../../src/orders/peers/change-poller.js';
import { OrderSweep } from '../../src/processing/queue/order-sweep.js';
import { queriesOf } from '../support/database/noted-queries.js';
import { orderBody } from '../support/orders.js';
import { TestApp } from '../support/test-app.js';
import { rowsVisited } from '../support/database/visited-rows.js';

const BATCH = 1000;
const WAITING = 5 * BATCH;
/** Of all that an instance does each second, and of what it is asked each second. */
const MOST_ROWS = 50;

describe('an instance without work, with many orders that wait', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ settings: { ROLE: 'api' } });
    for (let first = 0; first < WAITING; first += BATCH) {
      const rows = Array.from({ length: BATCH }, (_, row) => orderBody({ order_id: `A${first + row}` }));
      expect((await app.post('/orders/batch', rows)).status).toBe(200);
    }
    // The sweep reads as many as its line has room for, however many wait: it is not among the chores.
    await app.get(OrderSweep).stop();
  });

  afterAll(() => app.dispose());

  const chores: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['reads the backlog', () => app.get(BacklogPoller).poll()],
    ['looks for changes of others', () => app.get(ChangePoller).takeTurn()],
    ['answers /metrics', () => app.request('/metrics')],
    ['answers /processing', () => app.request('/processing')],
    ['answers /health/ready', () => app.request('/health/ready')],
  ];

  it.each(chores)('%s without a look at each of them', async (_, chore) => {
    const source = app.get(DataSource);
    // The check of the totals, which does look at each, is one of all instances each ten minutes.
    await app.get(OrderTotals).check();
    let visited = 0;
    for (const { sql, parameters } of await queriesOf(source, chore))
      if (/^\s*SELECT/i.test(sql)) visited += await rowsVisited(source, sql, parameters);
    expect(visited).toBeLessThanOrEqual(MOST_ROWS);
  });

  it('would be seen to count', async () => {
    const source = app.get(DataSource);
    expect(await rowsVisited(source, 'SELECT COUNT(*) FROM orders', [])).toBeGreaterThanOrEqual(WAITING);
  });
});
