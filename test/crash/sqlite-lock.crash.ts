import { link, mkdir, mkdtemp, readdir, rename, rm, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onCopy, queryDatabase } from '../support/database/database-file.js';
import { isAcknowledged, postOrder } from '../support/http/clients.js';
import { errorsOfStart } from '../support/processes/failed-start.js';
import { ServiceProcess, spawnService, whenEnded } from '../support/processes/service-process.js';
import { sqliteOnly } from '../support/database/test-database.js';
import { whenPrinted } from '../support/processes/when-printed.js';

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
    expect(await errorsOfStart(directory, STOPS_AT_ONCE)).toContain(
      `Another process already works on ${directory}/orders.db. One SQLite file serves one process.`,
    );
    expect(await take('A1')).toBe(true);
  });

  it('may be replaced by that of another service, which the end of the first one leaves alone', async () => {
    const away = `${directory}-away`;
    await rename(directory, away);
    const next = await ServiceProcess.start(directory, STOPS_AT_ONCE);
    try {
      expect(await take('A1')).toBe(false);
      const files = await readdir(directory);
      expect(files).toEqual(expect.arrayContaining(['orders.db', 'orders.db-wal', 'orders.db-backup.sock']));
      await service.stop();
      expect(await readdir(directory)).toEqual(files);
      expect(isAcknowledged(await postOrder(next.url, {}))).toBe(true);
    } finally {
      await next.stop();
      await rm(away, { recursive: true });
    }
  });

  it('is free at once when its process is killed', async () => {
    expect(await take('A1')).toBe(true);
    await service.kill();
    service = await ServiceProcess.start(directory, STOPS_AT_ONCE);
    expect(await take('A2')).toBe(true);
  });
});
