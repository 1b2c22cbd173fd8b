import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onDatabase } from '../support/database/database-file.js';
import { request } from '../support/http/http.js';
import { until } from '../support/until.js';
import { QUEUE_CAPACITY } from '../../src/processing/queue/order-queue.js';
import { FaultRig } from './rig/fault-rig.js';
import { isAcknowledged, postWhile } from '../support/http/clients.js';
import { report } from '../support/report.js';

const BACKLOG = 10 * QUEUE_CAPACITY;
const POSTED = 3000;
const CLIENTS = 20;
const MAX_GROWTH_MB = 150;
/** More than the queue holds at once: it has been filled again from the rows. */
const DRAINED = 2 * QUEUE_CAPACITY;
const NO_WORK = { WORK: 'none', WORKER_CONCURRENCY: '100' };

/** Orders that have come in and wait, as the service itself would have written them. */
const ADD_BACKLOG = [
  `INSERT INTO orders (order_id, user_id, item_ids, total_minor, status, attempts, spent_attempts, due_at, sequence,
   created_at, updated_at) WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${BACKLOG})
   SELECT 'B' || n, 'user1', '["item1"]', 100, 'pending', 0, 0, 1763800000000 + n, 1, 1763800000000 + n,
   1763800000000 + n FROM number`,
  `INSERT INTO order_timeline (order_pk, sequence, type, attempt, at) SELECT id, 1, 'created', 0, created_at FROM orders
   WHERE status = 'pending'`,
];

describe('a backlog of ten times what the queue holds', () => {
  let rig: FaultRig;

  beforeEach(async () => {
    rig = await FaultRig.create();
  });

  afterEach(() => rig.dispose());

  async function memoryMb(): Promise<number> {
    const status = await readFile(`/proc/${rig.service.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  }

  async function completed(): Promise<number> {
    const { total_orders, order_status_counts } = await rig.metrics();
    return total_orders - order_status_counts.pending - order_status_counts.processing;
  }

  const tell = (verb: string): Promise<unknown> =>
    request(`${rig.url}/processing/${verb}`, { method: 'POST' });

  /**
   * Takes orders while it is paused, then works on as many as given.
   * @returns the memory it had at most, in MB
   */
  async function work(prefix: string, drained: number): Promise<number> {
    await tell('pause');
    const { total_orders } = await rig.metrics();
    const outcomes = await postWhile(rig.url, prefix, CLIENTS, (all) => all.length < POSTED);
    expect(outcomes.every(isAcknowledged)).toBe(true);
    expect((await rig.metrics()).total_orders).toBe(total_orders + outcomes.length);
    const posted = await memoryMb();
    const before = await completed();
    await tell('resume');
    await until(async () => (await completed()) >= before + drained);
    return Math.max(posted, await memoryMb());
  }

  it('neither fills the memory nor keeps orders from being taken and worked on', async () => {
    await rig.start(NO_WORK);
    const without = await work('A', POSTED);
    await rig.service.stop();
    await onDatabase(rig.directory, async (source) => {
      for (const statement of ADD_BACKLOG) await source.query(statement);
    });

    await rig.start(NO_WORK);
    const withBacklog = await work('C', DRAINED);
    report(`Memory in MB: ${JSON.stringify({ without, withBacklog }, rounded)} waiting: ${BACKLOG}`);
    expect(withBacklog - without).toBeLessThan(MAX_GROWTH_MB);
  }, 300_000);
});

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value) : value;
}
