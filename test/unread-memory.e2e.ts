import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orderBody } from './support/orders.js';
import { RawConnection, raw } from './support/raw-http.js';
import { request } from './support/http.js';
import { postOrder } from './support/clients.js';
import { ServiceProcess } from './support/service-process.js';
import { sqliteOnly } from './support/test-database.js';

const ORDERS = 30;
const LISTS = 60;
const ITEMS = Array.from({ length: 1000 }, (_, index) => `${index}-`.padEnd(64, 'x'));
const MEMORY_BOUND = 200 * 1024 * 1024;
const HONEST_REQUESTS = 100;
const PATIENCE_MS = 60_000;

const LIST = raw('GET /orders?limit=100');
const LIVE = raw('GET /orders/large-0/events', ['Accept: text/event-stream']);
const FILE = raw('GET /docs/swagger-ui-bundle.js');

sqliteOnly(describe)('a client that reads nothing', () => {
  let directory: string;
  let service: ServiceProcess;
  let greedy: RawConnection[];

  beforeEach(async () => {
    greedy = [];
    directory = await mkdtemp(join(tmpdir(), 'unread-'));
    service = await ServiceProcess.start(directory, { SIM_MIN_MS: '0', SIM_MAX_MS: '0' });
    for (let index = 0; index < ORDERS; index++)
      await postOrder(service.url, { order_id: `large-${index}`, item_ids: ITEMS });
  });

  afterEach(async () => {
    greedy.forEach((connection) => connection.destroy());
    await service.kill();
    await rm(directory, { recursive: true });
  });

  /** The most memory that the service has had so far, in bytes. */
  async function peak(): Promise<number> {
    const status = await readFile(`/proc/${service.pid}/status`, 'utf8');
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
  }

  /** Its peak while clients read what they ask for: what is not collected yet is part of it. */
  async function ordinaryPeak(): Promise<number> {
    const lists = Array.from({ length: LISTS }, () => request(`${service.url}/orders?limit=100`));
    for (const { status } of await Promise.all(lists)) expect(status).toBe(200);
    return peak();
  }

  async function honest(): Promise<number> {
    const begin = performance.now();
    const order = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
    for (let index = 0; index < HONEST_REQUESTS; index++) {
      const body = JSON.stringify(orderBody({ order_id: `honest-${index}` }));
      expect((await request(`${service.url}/orders`, { ...order, body })).status).toBe(201);
    }
    return (performance.now() - begin) / HONEST_REQUESTS;
  }

  it.each([
    ['2500 lists on one connection', LIST, 1, 2500],
    ['1000 lists on each of three', LIST, 3, 1000],
    ['one list on each of many', LIST, 900, 1],
    ['2500 files on one', FILE, 1, 2500],
    ['one file on each of many', FILE, 900, 1],
    ['20000 live timelines on one', LIVE, 1, 20_000],
  ])(
    'does not fill the memory: %s',
    async (_name, bytes, connections, times) => {
      const before = await ordinaryPeak();
      for (let count = 0; count < connections; count++) {
        const connection = new RawConnection(service.url, PATIENCE_MS);
        connection.send(Buffer.concat(Array.from({ length: times }, () => bytes)));
        greedy.push(connection);
      }
      expect(await honest()).toBeLessThan(1000);
      expect((await peak()) - before).toBeLessThan(MEMORY_BOUND);
    },
    PATIENCE_MS,
  );
});
