import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { orderBody } from './support/orders.js';
import { endlessStatements } from './support/statements.js';
import { TestApp } from './support/test-app.js';
import { sqliteOnly } from './support/test-database.js';

/** More than libuv has threads. */
const CROWD = 10;

sqliteOnly(describe)('long statements on connections to SQLite', () => {
  let app: TestApp;
  let interrupt: (() => Promise<void>)[];

  beforeEach(async () => {
    app = await TestApp.start();
    interrupt = [];
  });

  afterEach(async () => {
    for (const end of interrupt) await end();
    await app.dispose();
  });

  it('leave threads to intake, to reads of single orders and to probes', async () => {
    const { longReads, snapshots } = app.sqlite as unknown as Record<'longReads' | 'snapshots', DataSource>;
    for (const source of [snapshots, longReads]) interrupt.push(await endlessStatements(source, CROWD));
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    expect((await app.request('/orders/A0001')).status).toBe(200);
    expect((await app.request('/health/ready')).status).toBe(200);
  });
});
