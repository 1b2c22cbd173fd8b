import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { TestDatabase, sqliteOnly } from '../../support/database/test-database.js';

sqliteOnly(describe)('a SQLite file that does not stay where it was opened', () => {
  let parent: string;
  let directory: string;
  let file: string;
  let app: TestApp;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'orders-'));
    directory = join(parent, 'data');
    file = join(directory, 'orders.db');
    app = await TestApp.start({ database: TestDatabase.at(`sqlite:${file}`) });
    expect(await post('A1')).toBe(201);
    await app.whenDone();
  });

  afterEach(async () => {
    await app.stop();
    await rm(parent, { recursive: true });
  });

  const post = async (order_id: string): Promise<number> =>
    (await app.post('/orders', orderBody({ order_id }))).status;

  async function expectRefusal(): Promise<void> {
    const answer = await app.post('/orders', orderBody({ order_id: 'B1' }));
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'store_unavailable' });
    expect(answer.headers.get('retry-after')).toBe('1');
    // Nor is anybody told that an order is stored which was taken before.
    expect(await post('A1')).toBe(503);
    const replays = await app.post('/orders/batch', [orderBody({ order_id: 'A1' })]);
    expect(replays.status).toBe(503);
    expect((await app.request('/health/ready')).status).toBe(503);
    expect((await app.request('/health/live')).status).toBe(200);
    expect((await app.request('/orders/A1')).status).toBe(200);
  }

  it.each([
    ['file', () => file],
    ['directory', () => directory],
  ])('refuses orders while the %s is moved away, and takes them when it is back', async (_what, pathOf) => {
    await rename(pathOf(), join(parent, 'away'));
    await expectRefusal();
    await rename(join(parent, 'away'), pathOf());
    expect(await post('A2')).toBe(201);
    expect((await app.request('/health/ready')).status).toBe(200);
  });

  it('refuses orders when another file lies there', async () => {
    await writeFile(join(parent, 'other'), '');
    await rename(join(parent, 'other'), file);
    await expectRefusal();
  });

  it('refuses orders when its log is removed, and loses none at a stop', async () => {
    await rm(`${file}-wal`);
    await expectRefusal();
    await app.stop();
    app = await TestApp.start({ database: TestDatabase.at(`sqlite:${file}`) });
    expect((await app.request('/orders/A1')).status).toBe(200);
    expect(await post('A2')).toBe(201);
  });

  it('refuses orders when its directory is removed', async () => {
    await rm(directory, { recursive: true });
    await expectRefusal();
  });

  it('refuses an order whose commit is under way when the file goes', async () => {
    const { writer } = app.sqlite;
    const connection = (await writer.createQueryRunner().connect()) as {
      exec: (...args: unknown[]) => unknown;
    };
    const exec = connection.exec.bind(connection);
    connection.exec = (sql, done) =>
      exec(sql, (error: unknown) =>
        rename(file, join(parent, 'away')).then(() => (done as (error: unknown) => void)(error)),
      );
    expect(await post('A2')).toBe(503);
  });
});
