import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DAY_MS } from '../../../src/config/durations.js';
import { MisdatedOrders } from '../../../src/orders/recovery/misdated-orders.js';
import { OrderAttempts } from '../../../src/orders/order-attempts.js';
import { OrderRetention } from '../../../src/orders/retention/order-retention.js';
import { OrderStatus } from '../../../src/orders/domain/order-status.js';
import { OrderSweep } from '../../../src/processing/queue/order-sweep.js';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { OutsideTransaction } from '../../support/database/outside-transaction.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';
import { until } from '../../support/until.js';

const IDS = ['A1', 'A2', 'A3'];
const LOST = ['L1', 'L2', 'L3'];
const LEASE_MS = 15_000;
const RENEWAL_MS = 5000;
const SETTINGS = { RETENTION_DAYS: '30', PROCESSING_TIMEOUT_MS: '600000', WORKER_CONCURRENCY: '10' };

/** Each look at what is locked waits for it twice. */
jest.setTimeout(60_000);

describe('an order that somebody else has locked', () => {
  let clock: ManualClock;
  let processor: GatedProcessor;
  let app: TestApp;
  let other: OutsideTransaction;

  beforeEach(async () => {
    clock = new ManualClock();
    processor = new GatedProcessor();
    app = await TestApp.start({ clock, processor, settings: SETTINGS });
    for (const order_id of IDS) await app.post('/orders', orderBody({ order_id }));
    await processor.attempt(IDS.length);
    other = await OutsideTransaction.begin(app.database);
  });

  afterEach(async () => {
    await other.end();
    processor.openAll();
    await app.dispose();
  });

  const attempts = (): Promise<unknown> => app.sql('SELECT attempts FROM orders ORDER BY order_id');

  async function idsWith(status: OrderStatus): Promise<string[]> {
    const statement = 'SELECT order_id FROM orders WHERE status = ? ORDER BY order_id';
    const rows = await app.sql<{ order_id: string }>(statement, [status]);
    return rows.map(({ order_id }) => order_id);
  }

  async function endAll(status: OrderStatus): Promise<void> {
    await app.sql(`UPDATE orders SET status = ?, due_at = NULL`, [status]);
  }

  it('does not end the leases of the others', async () => {
    const peer = await TestApp.start({ clock, processor, settings: SETTINGS, database: app.database });
    try {
      await other.lock('A2');
      for (let passed = 0; passed <= LEASE_MS; passed += RENEWAL_MS) {
        clock.advance(RENEWAL_MS);
        const renewed = `SELECT COUNT(*) AS n FROM orders WHERE due_at = ${clock.nowMs() + LEASE_MS}`;
        await until(async () => (await app.sql<{ n: number }>(renewed))[0]?.n === IDS.length - 1);
        await peer.get(OrderSweep).sweep();
      }
      expect(await attempts()).toEqual(IDS.map(() => ({ attempts: 1 })));
    } finally {
      await peer.stop();
    }
  });

  it('keeps the sweep neither from taking others back nor from filling the line', async () => {
    await app.post('/processing/pause');
    for (const order_id of LOST) {
      await app.post('/orders', orderBody({ order_id }));
      await app.get(OrderAttempts).claim(order_id);
    }
    await app.post('/processing/resume');
    await other.lock('L2');
    clock.advance(LEASE_MS);
    await app.get(OrderSweep).sweep();
    for (const order_id of ['L1', 'L3']) expect((await processor.attemptAt(order_id)).order.attempt).toBe(2);
    expect(await idsWith(OrderStatus.Processing)).toContain('L2');
  });

  it('stays when all that have failed are run again', async () => {
    await endAll(OrderStatus.Failed);
    await other.lock('A2');
    const answer = await app.post('/orders/retry');
    expect(answer.body).toMatchObject({ retried: IDS.length - 1 });
    expect(await idsWith(OrderStatus.Failed)).toEqual(['A2']);
  });

  it('stays when old ones are removed, and no commit waits for it', async () => {
    await endAll(OrderStatus.Completed);
    clock.advance(31 * DAY_MS);
    await app.post('/orders', orderBody({ order_id: 'new' }));
    await other.lock('A2');
    await app.get(OrderRetention).run();
    expect(await idsWith(OrderStatus.Completed)).toEqual(['A2']);
    await other.end();
    await app.get(OrderRetention).run();
    expect(await idsWith(OrderStatus.Completed)).toEqual([]);
  });

  it('does not end the removal of old ones with its timeline', async () => {
    await endAll(OrderStatus.Completed);
    await app.sql(`UPDATE orders SET status = 'failed' WHERE order_id <> 'A2'`);
    clock.advance(31 * DAY_MS);
    await app.post('/orders', orderBody({ order_id: 'new' }));
    await other.lockTimeline('A2');
    await app.get(OrderRetention).run();
    expect([await idsWith(OrderStatus.Completed), await idsWith(OrderStatus.Failed)]).toEqual([['A2'], []]);
  });

  it('is put off for longer alone by a clock that was ahead', async () => {
    const ahead = clock.nowMs() + DAY_MS;
    await app.sql(`UPDATE orders SET status = 'pending', due_at = ${ahead}, updated_at = ${ahead}`);
    await other.lock('A2');
    let mended = 0;
    for await (const orders of app.get(MisdatedOrders).mend()) mended += orders;
    expect(mended).toBe(IDS.length - 1);
  });
});
