import { copyFile, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BackupProcess } from '../../support/processes/backup-process.js';
import { isAcknowledged, orderIdsOf, postOrder, postWhile } from '../../support/http/clients.js';
import { queryDatabase } from '../../support/database/database-file.js';
import { request } from '../../support/http/http.js';
import { ServiceProcess } from '../../support/processes/service-process.js';
import { sqliteOnly } from '../../support/database/test-database.js';

const CLIENTS = 4;
const ORDERS_BEFORE = 200;
const SETTINGS = { SIM_MIN_MS: '0', SIM_MAX_MS: '20', LOG_LEVEL: 'info' };

sqliteOnly(describe)('a backup', () => {
  let directory: string;
  let data: string;
  let target: string;
  let service: ServiceProcess;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'orders-'));
    data = join(directory, 'data');
    target = join(directory, 'backup.db');
    service = await ServiceProcess.start(data, SETTINGS);
  });

  afterEach(async () => {
    await service.stop();
    await rm(directory, { recursive: true });
  });

  const backUp = (...files: string[]): BackupProcess =>
    new BackupProcess(`sqlite:${data}/orders.db`, ...files);

  async function restore(): Promise<ServiceProcess> {
    await mkdir(join(directory, 'restored'));
    await copyFile(target, join(directory, 'restored', 'orders.db'));
    return ServiceProcess.start(join(directory, 'restored'), SETTINGS);
  }

  it('made while orders are taken has every order that was acknowledged before it began', async () => {
    const before = await postWhile(service.url, 'A', CLIENTS, ({ length }) => length < ORDERS_BEFORE);
    let isMade = false;
    const posting = postWhile(service.url, 'B', CLIENTS, () => !isMade);
    const { code, printed } = await backUp(target).ended;
    isMade = true;
    const all = [...before, ...(await posting)];
    expect([code, printed]).toEqual([0, expect.stringMatching(/backup\.db has \d+ orders and \d+ entries/)]);
    expect(all.every(isAcknowledged)).toBe(true);
    expect((await readdir(directory)).sort()).toEqual(['backup.db', 'data']);

    const restored = await restore();
    try {
      for (const order_id of orderIdsOf(before))
        expect((await request(`${restored.url}/orders/${order_id}`)).status).toBe(200);
      expect((await request(`${restored.url}/health/ready`)).status).toBe(200);
    } finally {
      await restored.stop();
    }
  });

  it('is made without a service as well, and leaves the database as it was', async () => {
    await postOrder(service.url, { order_id: 'A1' });
    await service.kill();
    expect(await backUp(target).ended).toMatchObject({ code: 0 });
    expect(await queryDatabase(data, 'SELECT order_id FROM orders')).toEqual([{ order_id: 'A1' }]);
    service = await restore();
    expect((await request(`${service.url}/orders/A1`)).status).toBe(200);
  });

  it('can be asked for by its owner alone', async () => {
    expect((await stat(join(data, 'orders.db-backup.sock'))).mode & 0o777).toBe(0o600);
    await service.stop();
    expect(await readdir(data)).toEqual(['orders.db']);
  });
});

sqliteOnly(describe)('a backup that cannot be made', () => {
  const TARGET = join(tmpdir(), 'no-such-backup.db');

  it.each([
    ['without a file', [], 'One file is needed: npm run backup -- FILE'],
    ['with a file that is there', ['package.json'], 'package.json is there already.'],
    ['in a directory that is not there', ['missing/backup.db'], 'missing is no directory.'],
    ['under a name that nothing can have', ['x'.repeat(300)], 'ENAMETOOLONG'],
  ])('is refused, %s', async (_what, files, reason) => {
    const { code, printed } = await new BackupProcess('sqlite:package.json', ...files).ended;
    expect([code, printed]).toEqual([1, expect.stringContaining(reason)]);
  });

  it.each([
    ['postgres://user:secret@127.0.0.1/orders', 'use pg_dump.'],
    ['mysql://user:secret@127.0.0.1/orders', 'use mysqldump --single-transaction.'],
    ['sqlite:missing/orders.db', 'missing/orders.db is not there.'],
  ])('says what to do about %s', async (url, reason) => {
    const { code, printed } = await new BackupProcess(url, TARGET).ended;
    expect([code, printed]).toEqual([1, expect.stringContaining(reason)]);
    expect(printed).not.toContain('secret');
  });
});
