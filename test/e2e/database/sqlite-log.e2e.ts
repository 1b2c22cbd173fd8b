import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Snapshots } from '../../../src/database/snapshots.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { sqliteOnly } from '../../support/database/test-database.js';
import { until } from '../../support/until.js';

const LONG_BYTES = 24e6;
/** What the service lets the log grow to: 4000 pages. */
const LIMIT_BYTES = 4000 * (4096 + 24);
const ROWS = 1000;
const ITEMS = Array.from({ length: 100 }, (_, index) => `item-${index}-${'x'.repeat(40)}`);

sqliteOnly(describe)('the log of a SQLite file, after somebody has read for long', () => {
  let app: TestApp;
  let batches = 0;

  beforeEach(async () => {
    app = await TestApp.start();
    await app.post('/processing/pause');
  });

  afterEach(() => app.dispose());

  const size = async (): Promise<number> => (await stat(`${app.sqlite.file.realPath}-wal`)).size;

  async function postBatch(): Promise<void> {
    const batch = ++batches;
    const rows = Array.from({ length: ROWS }, (_, row) =>
      orderBody({ order_id: `A${batch}-${row}`, item_ids: ITEMS }),
    );
    expect((await app.post('/orders/batch', rows)).status).toBe(200);
  }

  async function growWhileRead(): Promise<void> {
    const snapshot = await app.get(Snapshots).open();
    while ((await size()) < LONG_BYTES) await postBatch();
    await snapshot.close();
  }

  it('is emptied when it is quiet', async () => {
    await growWhileRead();
    await until(async () => (await size()) === 0);
  });

  it('shrinks while orders are taken', async () => {
    await growWhileRead();
    await until(async () => {
      await postBatch();
      return (await size()) <= LIMIT_BYTES;
    });
  });
});
