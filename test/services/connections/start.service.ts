import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../../src/database/database.module.js';
import { orderBody } from '../../support/orders.js';
import { SilentProxy } from '../../support/servers/silent-proxy.js';
import { TestApp } from '../../support/test-app.js';
import { TestDatabase } from '../../support/database/test-database.js';
import { inMemoryOnly } from '../../support/test-queue.js';

const AWAY_MS = 600;

describe('a start', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await TestDatabase.create();
  });

  afterEach(() => database.drop());

  it('of three instances at once sets an empty database up once', async () => {
    const apps = await Promise.all(Array.from({ length: 3 }, () => TestApp.start({ database })));
    expect(await apps[0]?.sql('SELECT COUNT(*) AS n FROM migrations')).toEqual([{ n: MIGRATIONS.length }]);
    const answers = apps.map((app, index) => app.post('/orders', orderBody({ order_id: `A${index}` })));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([201, 201, 201]);
    await Promise.all(apps.map((app) => app.stop()));
  });

  it('waits for a database that is not there yet', async () => {
    const target = new URL(database.url);
    const closed = await SilentProxy.to(target);
    const { url } = closed;
    await closed.close();
    const started = TestApp.start({ database, settings: { DATABASE_URL: url } });
    await pause(AWAY_MS);
    const proxy = await SilentProxy.to(target, Number(new URL(url).port));
    const app = await started;
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    await app.stop();
    await proxy.close();
  });

  // A start that fails leaves its way to Redis open until the process ends.
  inMemoryOnly(it)(
    'gives up at once when the database refuses, and keeps the password to itself',
    async () => {
      const url = new URL(database.url);
      url.password = 'secret';
      url.pathname = 'nowhere';
      const refusal = await TestApp.start({ database, settings: { DATABASE_URL: url.href } }).catch(
        (error: unknown) => String(error),
      );
      expect(refusal).toContain('The database refuses: ');
      expect(refusal).not.toContain('secret');
    },
  );
});
