import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ids } from '../support/http/clients.js';
import { postOrders } from '../support/http/load.js';
import type { ServiceProcess } from '../support/processes/service-process.js';
import { RedisServer } from '../support/servers/redis.js';
import { SERVERS, TestDatabase } from '../support/database/test-database.js';
import { until } from '../support/until.js';
import { Fleet } from './fleet.js';
import { expectSound } from './soundness.js';

const ROUNDS = 20;
/** All rounds, and a repair of the counters. */
const LIMIT_MS = 300_000;
const ORDERS_PER_ROUND = 60;
const CLIENTS = 4;
/** Long enough for a kill to come in the middle of it. */
const WORK = { ROLE: 'worker', SIM_MIN_MS: '300', SIM_MAX_MS: '600' };
const LEASE_MS = 15_000;
const SWEEP_MS = 1000;
/** What a busy machine takes. */
const SLACK_MS = 4000;
const LONGEST_TAKEOVER_MS = LEASE_MS + SWEEP_MS + SLACK_MS;
/** The lock of a leader that is gone, and until another one asks for it. */
const LONGEST_ELECTION_MS = 10_000 + 3000;

interface Kill {
  readonly pid: number;
  readonly at: number;
}

describe('workers that are killed in the middle of work, again and again', () => {
  let fleet: Fleet;
  let api: ServiceProcess;
  /** The one that has worked longest comes first. */
  let workers: ServiceProcess[];

  beforeEach(async () => {
    fleet = await Fleet.on(await TestDatabase.createOn(SERVERS.postgres), await RedisServer.start());
    // The first to come leads, and so the first kill takes the leader.
    workers = [await fleet.start(WORK)];
    [api] = await Promise.all([fleet.start({ ROLE: 'api' }), addWorker()]);
  });

  afterEach(() => fleet.dispose());

  async function addWorker(): Promise<void> {
    workers.push(await fleet.start(WORK));
  }

  async function killNext(): Promise<Kill> {
    const victim = workers.shift();
    if (!victim) throw new Error('No worker is left.');
    const isAtWork = ({ pid, end }: { pid: number; end?: unknown }): boolean => pid === victim.pid && !end;
    await until(() => Promise.resolve(fleet.journal.read().executions.some(isAtWork)));
    const at = Date.now();
    await fleet.kill(victim);
    return { pid: victim.pid, at };
  }

  /** What was cut off by a kill was taken over by another worker, in time. */
  async function expectTakenOver({ pid, at }: Kill, limitMs: number): Promise<void> {
    const { executions } = fleet.journal.read();
    const cutOff = executions.filter((one) => one.pid === pid && one.end === 'killed');
    expect(cutOff.length).toBeGreaterThan(0);
    for (const { orderId, attempt } of cutOff) {
      const next = executions.find((one) => one.orderId === orderId && one.attempt > attempt);
      expect(next).toMatchObject({ orderId });
      expect(next?.pid).not.toBe(pid);
      const [entry] = await fleet.sql<{ at: number }>(
        `SELECT t.at FROM order_timeline t JOIN orders o ON o.id = t.order_pk
         WHERE o.order_id = '${orderId}' AND t.type = 'recovered' AND t.attempt = ${attempt}`,
      );
      expect(Number(entry?.at) - at).toBeLessThan(limitMs);
    }
  }

  it(
    `lose no order in ${ROUNDS} rounds: others take over what they worked on`,
    async () => {
      const acknowledged: string[] = [];
      const kills: Kill[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const posted = postOrders(api.url, ids(`R${round}`, ORDERS_PER_ROUND), CLIENTS);
        kills.push(await killNext());
        acknowledged.push(...(await posted));
        await addWorker();
      }
      expect(acknowledged).toHaveLength(ROUNDS * ORDERS_PER_ROUND);
      await expectSound(fleet, acknowledged);
      // Whoever has led since the first kill may be the next victim.
      for (const kill of kills) await expectTakenOver(kill, LONGEST_TAKEOVER_MS + LONGEST_ELECTION_MS);
    },
    LIMIT_MS,
  );
});
