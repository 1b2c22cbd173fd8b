import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { slowStatements } from '../../support/database/statements.js';
import { TestApp } from '../../support/test-app.js';
import { sqliteOnly } from '../../support/database/test-database.js';

/** More than libuv has threads. */
const CROWD = 10;

sqliteOnly(describe)('long statements on connections to SQLite', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await TestApp.start();
  });

  afterEach(() => app.dispose());

  it('leave threads to intake, to reads of single orders and to probes', async () => {
    const { longReads, snapshots } = app.sqlite;
    const crowds = await Promise.all([snapshots, longReads].map((source) => slowStatements(source, CROWD)));
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    expect((await app.request('/orders/A0001')).status).toBe(200);
    expect((await app.request('/health/ready')).status).toBe(200);
    // Threads are taken in turn: if each statement held one, nearly all would have ended by now.
    for (const { left } of crowds) expect(left).toBeGreaterThan(CROWD / 2);
    await Promise.all(crowds.map((crowd) => crowd.end()));
  });
});
