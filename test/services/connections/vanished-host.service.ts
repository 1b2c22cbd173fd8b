import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../../src/database/server/on-connection.js';
import type { ServerDataSource } from '../../../src/database/server/server-data-source.js';
import { orderBody } from '../../support/orders.js';
import { OutsideTransaction } from '../../support/database/outside-transaction.js';
import { SilentProxy } from '../../support/servers/silent-proxy.js';
import { TestApp } from '../../support/test-app.js';
import { TestDatabase } from '../../support/database/test-database.js';

const LIMITS = { DATABASE_CONNECT_TIMEOUT_MS: '500', DATABASE_STATEMENT_TIMEOUT_MS: '1000' };
const LOCK = `SELECT id FROM orders WHERE order_id = 'A0001' FOR UPDATE`;

describe('an instance whose host vanishes in the middle of a commit', () => {
  let database: TestDatabase;
  let proxy: SilentProxy;
  let app: TestApp;
  let other: OutsideTransaction;

  beforeEach(async () => {
    database = await TestDatabase.create();
    proxy = await SilentProxy.to(new URL(database.url));
    app = await TestApp.start({ database, settings: { ...LIMITS, DATABASE_URL: proxy.url } });
    other = await OutsideTransaction.begin(database);
  });

  afterEach(async () => {
    await other.end();
    await app.stop();
    await proxy.close();
    await database.drop();
  });

  it('leaves no rows locked for long', async () => {
    await app.post('/orders', orderBody());
    await app.whenDone();
    const source = app.get(DataSource) as ServerDataSource;
    const { dialect } = source;
    // It never ends by itself: nobody hears what the instance says.
    let lock: Promise<unknown> | undefined;
    const commit = inTransaction(source, dialect.begin, async (connection) => {
      await dialect.run(connection, LOCK);
      proxy.vanish();
      lock = other.lock('A0001');
      await lock;
    });
    await expect(commit).rejects.toThrow();
    expect(await lock).toHaveLength(1);
    proxy.speak();
  });
});
