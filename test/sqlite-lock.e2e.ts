import {
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  rm,
  symlink,
  unlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onCopy, queryDatabase } from './support/database-file.js';
import { isAcknowledged, postOrder } from './support/clients.js';
import { ServiceProcess, spawnService, whenEnded } from './support/service-process.js';
import { sqliteOnly } from './support/test-database.js';
import { whenPrinted } from './support/when-printed.js';

const PATIENT = { SHUTDOWN_TIMEOUT_MS: '60000', SIM_MIN_MS: '0', SIM_MAX_MS: '0' };
const STOPS_AT_ONCE = { ...PATIENT, SHUTDOWN_TIMEOUT_MS: '0' };

sqliteOnly(describe)('a SQLite file that the built service works on', () => {
  let directory: string;
  let service: ServiceProcess;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'orders-'));
    service = await ServiceProcess.start(directory, STOPS_AT_ONCE);
  });

  afterEach(async () => {
    await service.stop();
    await rm(directory, { recursive: true });
  });

  const take = async (order_id: string): Promise<boolean> =>
    isAcknowledged(await postOrder(service.url, { order_id }));

  it('is locked to everybody else, whatever names it has or loses, and has no lock file', async () => {
    expect(await take('A1')).toBe(true);
    await expect(queryDatabase(directory, 'SELECT 1 FROM orders')).rejects.toThrow('SQLITE_BUSY');
    for (const [name, make] of Object.entries({ hard: link, soft: symlink })) {
      const other = join(directory, name);
      await mkdir(other);
      await make(join(directory, 'orders.db'), join(other, 'orders.db'));
      await expect(queryDatabase(other, 'SELECT 1 FROM orders')).rejects.toThrow('SQLITE_BUSY');
      await unlink(join(other, 'orders.db'));
    }
    expect((await readdir(directory)).filter((name) => name.includes('lock'))).toEqual([]);
    expect(await take('A2')).toBe(true);
    const stored = await onCopy(directory, (source) => source.query<unknown[]>('SELECT 1 FROM orders'));
    expect(stored).toHaveLength(2);
  });

  it('is waited for by a new process, which goes on when the old one has stopped', async () => {
    const next = spawnService(directory, PATIENT);
    await whenPrinted(next.stdout, `works on ${directory}/orders.db: waiting up to 65000 ms`);
    expect(await take('A1')).toBe(true);
    const listening = whenPrinted(next.stdout, 'Listening on');
    await service.stop();
    await listening;
    next.kill();
    await whenEnded(next);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('is no longer waited for after %s', async (signal) => {
    const next = spawnService(directory, PATIENT);
    await whenPrinted(next.stdout, 'waiting up to 65000 ms');
    next.kill(signal);
    expect(await whenEnded(next)).toBe(0);
    expect(await take('A1')).toBe(true);
  });

  it('is given up after as long as a stop may take', async () => {
    expect(await errorsOfStart(directory)).toContain(
      `Another process already works on ${directory}/orders.db. One SQLite file serves one process.`,
    );
    expect(await take('A1')).toBe(true);
  });

  it('is free at once when its process is killed', async () => {
    expect(await take('A1')).toBe(true);
    await service.kill();
    service = await ServiceProcess.start(directory, STOPS_AT_ONCE);
    expect(await take('A2')).toBe(true);
  });
});

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Root may write everything, so it is another user who starts the service. */
(isRoot ? sqliteOnly(describe) : describe.skip)(
  'a start of the built service by a user who may not write',
  () => {
    let directory: string;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'orders-'));
      await chmod(directory, 0o755);
      const service = await ServiceProcess.start(directory, STOPS_AT_ONCE);
      await postOrder(service.url, {});
      // Its log stays.
      await service.kill();
      for (const path of [directory, join(directory, 'orders.db'), join(directory, 'orders.db-wal')])
        await chown(path, NOBODY, NOBODY);
    });

    afterEach(() => rm(directory, { recursive: true }));

    it.each(['.', 'orders.db', 'orders.db-wal'])('%s names it and says why', async (name) => {
      const path = join(directory, name);
      await chown(path, 0, 0);
      expect(await errorsOfStart(directory, NOBODY)).toContain(
        `${path} cannot be written: permission denied (EACCES).`,
      );
    });
  },
);

/** @returns what a start that fails has to say */
async function errorsOfStart(directory: string, uid?: number): Promise<string> {
  const errors = await open(join(directory, 'errors'), 'w+');
  try {
    const child = spawnService(directory, STOPS_AT_ONCE, undefined, errors.fd, uid);
    child.stdout.resume();
    expect(await whenEnded(child)).toBe(1);
    return await readFile(join(directory, 'errors'), 'utf8');
  } finally {
    await errors.close();
  }
}
