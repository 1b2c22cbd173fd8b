import { appendFile, link, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onDatabase, queryDatabase } from '../../support/database/database-file.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { TestDatabase, sqliteOnly } from '../../support/database/test-database.js';
import { inMemoryOnly } from '../../support/test-queue.js';

// A start that fails leaves its way to Redis open until the process ends.
sqliteOnly(inMemoryOnly(describe))('a start on a SQLite file', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'orders-'));
    file = join(directory, 'orders.db');
  });

  afterEach(() => rm(directory, { recursive: true }));

  const start = (path = file): Promise<TestApp> =>
    TestApp.start({ database: TestDatabase.at(`sqlite:${path}`) });

  async function makeDatabase(): Promise<void> {
    const app = await start();
    await app.post('/orders', orderBody({ order_id: 'A1' }));
    await app.whenDone();
    await app.stop();
  }

  it('refuses one with a second name, since its log would have two as well', async () => {
    await makeDatabase();
    await link(file, join(directory, 'other.db'));
    await expect(start()).rejects.toThrow(`${file} has 2 names (hard links)`);
    await expect(start(join(directory, 'other.db'))).rejects.toThrow('has 2 names (hard links)');
  });

  it.each(['no database', 'no database\n'.repeat(1000)])('refuses text', async (text) => {
    await writeFile(file, text);
    await expect(start()).rejects.toThrow(`${file} cannot be used: it is not a SQLite database.`);
  });

  it('refuses a directory', async () => {
    await mkdir(file);
    await expect(start()).rejects.toThrow(`${file} is not a file.`);
  });

  it('refuses a path through a file', async () => {
    await writeFile(file, '');
    await expect(start(join(file, 'orders.db'))).rejects.toThrow(
      `${file} cannot be made: file already exists`,
    );
  });

  it('refuses a link that leads nowhere', async () => {
    await symlink(join(directory, 'gone.db'), file);
    await expect(start()).rejects.toThrow(`${file} is a link to a file that is not there.`);
  });

  it('refuses the log of another database, such as one that was restored beside it', async () => {
    await makeDatabase();
    await queryDatabase(directory, 'PRAGMA journal_mode = DELETE');
    await appendFile(`${file}-wal`, 'the log of what was there before');
    await expect(start()).rejects.toThrow(`${file}-wal belongs to another database than ${file}`);
  });

  it.each(['missing', 'empty'])(
    'refuses a log whose database is %s: SQLite would remove it',
    async (state) => {
      await onDatabase(directory, async (source) => {
        await source.query('PRAGMA journal_mode = WAL');
        await source.query('CREATE TABLE t (a)');
        await rename(`${file}-wal`, `${file}-kept`);
      });
      await rename(`${file}-kept`, `${file}-wal`);
      await rm(file);
      if (state === 'empty') await writeFile(file, '');
      await expect(start()).rejects.toThrow(`${file} is missing or empty, but its log ${file}-wal is not`);
    },
  );

  it('takes an empty file, and a log without its index', async () => {
    await writeFile(file, '');
    await makeDatabase();
    await writeFile(`${file}-shm`, 'of something else');
    const app = await start();
    expect((await app.request('/orders/A1')).status).toBe(200);
    await app.stop();
  });

  it('refuses a database that a newer version has made', async () => {
    await makeDatabase();
    await queryDatabase(
      directory,
      `INSERT INTO migrations (timestamp, name) VALUES (9e12, 'Later9000000000000')`,
    );
    await expect(start()).rejects.toThrow(
      `${file} was made by a newer version of this service (Later9000000000000).`,
    );
  });
});
