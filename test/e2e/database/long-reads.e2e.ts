import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LongReads, MAX_WAITING_READS, MAX_WAIT_MS } from '../../../src/database/long-reads.js';
import { OrderList } from '../../../src/orders/queries/order-list.js';
import { OrderRemoval } from '../../../src/orders/retention/order-removal.js';
import { OrderStatus } from '../../../src/orders/domain/order-status.js';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { type Statement, holdStatement, noteStatements } from '../../support/database/statements.js';
import { TestApp } from '../../support/test-app.js';
import { sqliteOnly } from '../../support/database/test-database.js';
import { until } from '../../support/until.js';

const LIST = 'SELECT "o"."id"';
const READS_BUSY = { status: 503, body: { code: 'reads_busy' } };

sqliteOnly(describe)('while a list is being read', () => {
  let clock: ManualClock;
  let app: TestApp;
  let held: { begun: Promise<void>; goOn: () => void };
  const statements: Statement[] = [];

  beforeEach(async () => {
    clock = new ManualClock();
    app = await TestApp.start({ clock });
    statements.length = 0;
    await noteStatements(app.sqlite.longReads, statements);
    held = holdStatement(app.sqlite.longReads, LIST);
  });

  afterEach(async () => {
    held.goOn();
    await app.dispose();
  });

  function whenWaiting(reads: number): Promise<void> {
    return until(() => Promise.resolve(app.get(LongReads).waiting === reads));
  }

  it('orders are taken, worked on and shown, and probes are answered', async () => {
    const list = app.request('/orders?status=completed&user_id=user1');
    await held.begun;
    const completed = app.whenReached('completed');
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    await completed;
    for (const path of ['/orders/A0001', '/metrics', '/processing', '/health/ready'])
      expect((await app.request(path)).status).toBe(200);

    held.goOn();
    expect(await list).toMatchObject({ status: 200, body: { data: [{ order_id: 'A0001' }] } });
  });

  it('the removal of old orders waits, and the store does not wait for that', async () => {
    const list = app.request('/orders');
    await held.begun;
    const all = { before: clock.nowMs(), beforeId: Infinity };
    const removal = app.get(OrderRemoval).removeNext(OrderStatus.Completed, all);
    await whenWaiting(1);
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    held.goOn();
    await Promise.all([list, removal]);
  });

  it('another one waits for its turn', async () => {
    const lists = [app.request('/orders'), app.request('/orders?status=failed')];
    await held.begun;
    held.goOn();
    expect((await Promise.all(lists)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('another one waits no longer than the limit', async () => {
    const first = app.request('/orders');
    await held.begun;
    const second = app.request('/orders?status=failed');
    await whenWaiting(1);
    clock.advance(MAX_WAIT_MS);
    const refused = await second;
    expect(refused).toMatchObject(READS_BUSY);
    expect(refused.headers.get('retry-after')).toBe('1');

    held.goOn();
    expect((await first).status).toBe(200);
  });

  it('no more wait than the limit', async () => {
    const lists = Array.from({ length: MAX_WAITING_READS + 1 }, () => app.get(OrderList).page({}, 1));
    await held.begun;
    expect(await app.request('/orders')).toMatchObject(READS_BUSY);
    held.goOn();
    await Promise.all(lists);
    expect((await app.request('/orders')).status).toBe(200);
  });

  it('nothing is read for a client that has gone', async () => {
    const first = app.request('/orders');
    await held.begun;
    const client = new AbortController();
    const gone = app.request('/orders?status=failed', { signal: client.signal });
    await whenWaiting(1);
    client.abort();
    await expect(gone).rejects.toThrow();
    await whenWaiting(0);
    held.goOn();
    await first;
    expect((await app.request('/orders?status=cancelled')).status).toBe(200);
    expect(statements.flatMap(({ parameters }) => parameters ?? [])).toEqual(['cancelled']);
  });
});
