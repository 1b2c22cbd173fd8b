import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { postOrder } from '../support/http/clients.js';
import { queryDatabase } from '../support/database/database-file.js';
import { ErrorLog } from '../support/processes/error-log.js';
import { request } from '../support/http/http.js';
import { onConnection, rawOrder } from '../support/http/raw-http.js';
import { orderBody } from '../support/orders.js';
import { ServiceProcess } from '../support/processes/service-process.js';
import { sqliteOnly } from '../support/database/test-database.js';
import { until } from '../support/until.js';

const STOP_AT_ONCE = { SHUTDOWN_TIMEOUT_MS: '0' };
const DONE = 0;
const ABANDONED = 75;

sqliteOnly(describe)('a stop of the built service', () => {
  let directory: string;
  let log: ErrorLog;
  let service: ServiceProcess;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'end-'));
    log = new ErrorLog(directory);
  });

  afterEach(async () => {
    await service.kill();
    log.close();
    await rm(directory, { recursive: true });
  });

  async function start(settings: Record<string, string> = {}): Promise<void> {
    service = await ServiceProcess.start(directory, settings, undefined, log.descriptor);
  }

  /** An order whose work has begun and does not end by itself. */
  async function haveWork(): Promise<void> {
    await postOrder(service.url, { item_ids: ['sim:hang'] });
    await until(async () => (await statusOf('A0001')) === 'processing');
  }

  async function statusOf(orderId: string): Promise<unknown> {
    return ((await request(`${service.url}/orders/${orderId}`)).body as { status: string }).status;
  }

  /** Moves the database away, so that nothing can be committed, and back when `work` is done. */
  async function whileMoved(work: () => Promise<void>): Promise<void> {
    const file = join(directory, 'orders.db');
    await rename(file, `${file}.moved`);
    await work().finally(() => rename(`${file}.moved`, file));
  }

  const statuses = (): Promise<unknown> => queryDatabase(directory, 'SELECT status FROM orders');

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends with 0 at %s', async (signal) => {
    await start();
    service.signal(signal);
    expect(await service.ended).toBe(DONE);
    expect(log.text).toBe('');
  });

  it('ends with 0 when running work was handed back', async () => {
    await start(STOP_AT_ONCE);
    await haveWork();
    expect(await service.stop()).toBe(DONE);
    expect(await statuses()).toEqual([{ status: 'pending' }]);
    expect(log.text).toBe('');
  });

  it('ends with 75 when running work could not be handed back, and names the order', async () => {
    await start(STOP_AT_ONCE);
    await haveWork();
    await whileMoved(async () => {
      expect(await service.stop()).toBe(ABANDONED);
    });
    expect(await statuses()).toEqual([{ status: 'processing' }]);
    expect(log.text).toContain('Order A0001 could not be handed back; the next start finds it again.');
  });

  it('ends with 75 when requests that had arrived were cut off, and counts them', async () => {
    await start({ ...STOP_AT_ONCE, NODE_OPTIONS: '--import=./test/support/processes/slow-commits.js' });
    await onConnection(service.url, async (connection) => {
      connection.send(rawOrder(JSON.stringify(orderBody())));
      // Answered on a connection that was opened later: the service has read the order by then.
      await request(`${service.url}/health/live`);
      expect(await service.stop()).toBe(ABANDONED);
    });
    expect(log.text).toMatch(/Requests that were not answered in time: 1/);
  });

  it('ends with 75 when something never closes', async () => {
    await start({ ...STOP_AT_ONCE, NODE_OPTIONS: '--import=./test/support/processes/never-closes.js' });
    expect(await service.stop()).toBe(ABANDONED);
    expect(log.text).toContain('The shutdown exceeded its time limit and was cut short.');
  });
});
