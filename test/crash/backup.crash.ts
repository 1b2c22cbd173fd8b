import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SmallDisk, canMount } from './rig/small-disk.js';
import { BackupProcess } from '../support/processes/backup-process.js';
import { isAcknowledged, postOrder } from '../support/http/clients.js';
import { onDatabase } from '../support/database/database-file.js';
import { ServiceProcess } from '../support/processes/service-process.js';
import { until } from '../support/until.js';

const SETTINGS = { LOG_LEVEL: 'info' };
/** So much that its copy takes a moment. */
const FAT = `CREATE TABLE fat AS WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 80)
  SELECT zeroblob(1000000) AS bytes FROM n`;

describe('a backup that is being made', () => {
  let directory: string;
  let service: ServiceProcess;
  let backup: BackupProcess;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'orders-'));
    await onDatabase(directory, (source) => source.query(FAT));
    service = await ServiceProcess.start(directory, SETTINGS);
    backup = backUpTo(join(directory, 'backup'));
  });

  afterEach(async () => {
    await backup.ended;
    await service.kill();
    await rm(directory, { recursive: true });
  });

  const backUpTo = (file: string): BackupProcess => new BackupProcess(`sqlite:${directory}/orders.db`, file);
  const isClean = async (): Promise<boolean> =>
    !(await readdir(directory)).some((name) => name.startsWith('backup'));

  async function expectFailure(reason: string, expected = 1): Promise<void> {
    const { code, printed } = await backup.ended;
    expect([code, printed]).toEqual([expected, expect.stringContaining(`No backup was made: ${reason}`)]);
    await until(isClean);
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing behind after %s', async (signal) => {
    await backup.copying;
    backup.signal(signal);
    await expectFailure('Broken off.', 130);
    expect(isAcknowledged(await postOrder(service.url, {}))).toBe(true);
  });

  it('leaves nothing behind when it is killed', async () => {
    await backup.copying;
    backup.signal('SIGKILL');
    await backup.ended;
    await until(isClean);
  });

  it('is ended by a stop of the service', async () => {
    await backup.copying;
    await service.stop();
    await expectFailure('The service is stopping.');
  });

  it('leaves nothing behind when the service is killed', async () => {
    await backup.copying;
    await service.kill();
    await expectFailure('The service ended before the copy was whole.');
  });

  it('is the only one', async () => {
    await backup.copying;
    const socket = createConnection(`${directory}/orders.db-backup.sock`).setEncoding('utf8');
    socket.write(`${JSON.stringify({ target: `${directory}/other` })}\n`);
    expect(await once(socket, 'data')).toEqual(['{"error":"Another backup is being made."}\n']);
    expect(await backup.ended).toMatchObject({ code: 0 });
  });

  it('does not overwrite a file that comes in between', async () => {
    await backup.copying;
    await writeFile(join(directory, 'backup'), 'of somebody else');
    const { code, printed } = await backup.ended;
    expect([code, printed]).toEqual([
      1,
      expect.stringContaining('backup cannot be made: file already exists'),
    ]);
    expect((await readdir(directory)).filter((name) => name.startsWith('backup'))).toEqual(['backup']);
  });

  (canMount() ? it : it.skip)('leaves nothing behind on a disk that is full', async () => {
    const disk = SmallDisk.mount(16);
    try {
      await backup.ended;
      const { code, printed } = await backUpTo(join(disk.directory, 'backup')).ended;
      expect([code, printed]).toEqual([1, expect.stringContaining('disk is full')]);
      expect(await readdir(disk.directory)).toEqual([]);
    } finally {
      disk.unmount();
    }
  });
});
