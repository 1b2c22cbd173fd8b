import { afterEach, describe, expect, it } from '@jest/globals';
import { OrderRecovery } from '../../src/orders/recovery/order-recovery.js';
import { ManualClock } from '../support/manual-clock.js';
import { orderBody } from '../support/orders.js';
import { OutsideTransaction } from '../support/database/outside-transaction.js';
import { TestApp } from '../support/test-app.js';
import { InstantProcessor } from '../support/test-processors.js';

/** More than the store lets wait, and more than one sweep takes back. */
const LOST = 12_000;
const BATCH = 1000;
const STEP = 5000;
const LEASE_MS = 15_000;
/** Twelve thousand orders through Redis take 16 s on two free cores, and CI's are busy. */
const LIMIT_MS = 120_000;

describe('orders whose workers were lost', () => {
  let app: TestApp;

  afterEach(() => app.dispose());

  it(
    'are taken back step by step, those that are locked last, while new ones are served',
    async () => {
      const clock = new ManualClock();
      app = await TestApp.start({ clock, settings: { ROLE: 'api' } });
      for (let first = 0; first < LOST; first += BATCH) {
        const rows = Array.from({ length: BATCH }, (_, row) => orderBody({ order_id: `A${first + row}` }));
        expect((await app.post('/orders/batch', rows)).status).toBe(200);
      }
      await app.sql(`UPDATE orders SET status = 'processing', attempts = 1, due_at = created_at`);
      await app.stop();
      const other = await OutsideTransaction.begin(app.database);
      await other.lockFirst(STEP);

      app = await TestApp.start({ clock, database: app.database, settings: { ROLE: 'api' } });
      const left = async (): Promise<unknown> =>
        (await app.sql<{ n: number }>(`SELECT COUNT(*) AS n FROM orders WHERE status = 'processing'`))[0]?.n;
      // At the start, or in the first sweep of the timer.
      const recovery = app.get(OrderRecovery);
      const before = Number(await left());
      await recovery.recoverLost(() => false);
      expect(before - Number(await left())).toBeLessThanOrEqual(2 * STEP);
      expect((await app.post('/orders', orderBody({ order_id: 'new' }))).status).toBe(201);
      while (Number(await left()) > STEP) await recovery.recoverLost(() => false);
      await other.end();
      clock.advance(LEASE_MS);
      while (Number(await left()) > 0) await recovery.recoverLost(() => false);
      expect(await app.sql(`SELECT COUNT(*) AS n FROM orders WHERE status = 'pending'`)).toEqual([
        { n: LOST + 1 },
      ]);
      await app.stop();
      app = await TestApp.start({ clock, database: app.database, processor: new InstantProcessor() });
      await app.whenDone();
    },
    LIMIT_MS,
  );
});
