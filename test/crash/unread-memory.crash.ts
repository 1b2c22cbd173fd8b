import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RawConnection, raw } from '../support/http/raw-http.js';
import { type Outcome, postOrder, postWhile } from '../support/http/clients.js';
import { report } from '../support/report.js';
import { ServiceProcess } from '../support/processes/service-process.js';
import { sqliteOnly } from '../support/database/test-database.js';

const ORDERS = 30;
const ITEMS = Array.from({ length: 1000 }, (_, index) => `${index}-`.padEnd(64, 'x'));
const MEMORY_BOUND = 200 * 1024 * 1024;
const HONEST_REQUESTS = 2000;
const HONEST_CLIENTS = 4;
const P99_BOUND_MS = 1000;
const PATIENCE_MS = 100_000;

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

  /** Of its memory, in bytes: what it has now, or the most that it has had. */
  async function memory(figure: 'VmRSS' | 'VmHWM'): Promise<number> {
    const status = await readFile(`/proc/${service.pid}/status`, 'utf8');
    return 1024 * Number(new RegExp(`${figure}:\\s+(\\d+)`).exec(status)?.[1]);
  }

  /** What it has while orders are posted and nobody does harm. The most that it has had is forgotten. */
  async function ordinaryMemory(): Promise<number> {
    await honest('before');
    await writeFile(`/proc/${service.pid}/clear_refs`, '5');
    return memory('VmRSS');
  }

  async function honest(prefix: string): Promise<Outcome[]> {
    let begun = 0;
    return postWhile(service.url, prefix, HONEST_CLIENTS, () => begun++ < HONEST_REQUESTS);
  }

  function p99(outcomes: readonly Outcome[]): number | undefined {
    const times = outcomes.map(({ ms }) => ms).sort((one, other) => one - other);
    return times[Math.ceil(0.99 * times.length) - 1];
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
    async (name, bytes, connections, times) => {
      const before = await ordinaryMemory();
      for (let count = 0; count < connections; count++) {
        const connection = new RawConnection(service.url, PATIENCE_MS);
        connection.send(Buffer.concat(Array.from({ length: times }, () => bytes)));
        greedy.push(connection);
      }
      const outcomes = await honest('meanwhile');
      const grown = (await memory('VmHWM')) - before;
      report(`${name}: p99 ${Math.round(p99(outcomes) ?? NaN)} ms, ${Math.round(grown / 1e6)} MB more`);
      expect(outcomes.filter(({ status }) => status !== 201)).toEqual([]);
      expect(p99(outcomes)).toBeLessThan(P99_BOUND_MS);
      expect(grown).toBeLessThan(MEMORY_BOUND);
    },
    PATIENCE_MS,
  );
});
