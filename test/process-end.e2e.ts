import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { postOrder } from './support/clients.js';
import { ErrorLog } from './support/error-log.js';
import { request } from './support/http.js';
import { onConnection, rawOrder } from './support/raw-http.js';
import { orderBody } from './support/orders.js';
import { ServiceProcess } from './support/service-process.js';
import { sqliteOnly } from './support/test-database.js';
import { until } from './support/until.js';

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

  /** Runs `work` while nobody can commit; hands it a way to look at the database. */
  async function whileLocked(work: (database: DataSource) => Promise<void>): Promise<void> {
    const database = new DataSource({
      type: 'sqlite',
      database: `${directory}/orders.db`,
      busyTimeout: 5000,
    });
    await database.initialize();
    await database.query('BEGIN IMMEDIATE');
    await work(database).finally(() => database.destroy());
  }

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
    await whileLocked(async (database) => {
      expect(await database.query('SELECT status FROM orders')).toEqual([{ status: 'pending' }]);
    });
    expect(log.text).toBe('');
  });

  it('ends with 75 when running work could not be handed back, and names the order', async () => {
    await start(STOP_AT_ONCE);
    await haveWork();
    await whileLocked(async (database) => {
      expect(await service.stop()).toBe(ABANDONED);
      expect(await database.query('SELECT status FROM orders')).toEqual([{ status: 'processing' }]);
    });
    expect(log.text).toContain('Order A0001 could not be handed back; the next start finds it again.');
  });

  it('ends with 75 when requests that had arrived were cut off, and counts them', async () => {
    await start(STOP_AT_ONCE);
    const post = (order_id: string): Buffer => rawOrder(JSON.stringify(orderBody({ order_id })));
    await whileLocked(() =>
      onConnection(service.url, (first) =>
        onConnection(service.url, async (second) => {
          // Each commit waits for a second; that of the second order begins when that of the first has failed.
          for (const [connection, orderId] of [[first, 'A'] as const, [second, 'B'] as const]) {
            connection.send(post(orderId));
            // Answered on a connection that was opened later: the service has read the order by then.
            await request(`${service.url}/health/live`);
          }
          expect(await service.stop()).toBe(ABANDONED);
        }),
      ),
    );
    expect(log.text).toMatch(/Requests that were not answered in time: [12]/);
  });

  it('ends with 75 when something never closes', async () => {
    await start({ ...STOP_AT_ONCE, NODE_OPTIONS: '--import=./test/support/never-closes.js' });
    expect(await service.stop()).toBe(ABANDONED);
    expect(log.text).toContain('The stop took too long and was broken off.');
  });
});
