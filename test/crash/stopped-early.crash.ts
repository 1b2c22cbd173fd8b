import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { queryDatabase } from '../support/database/database-file.js';
import { onConnection, rawOrder } from '../support/http/raw-http.js';
import { spawnService, whenEnded } from '../support/processes/service-process.js';
import { until } from '../support/until.js';
import { FaultRig } from './rig/fault-rig.js';
import { isAcknowledged, orderIdsOf, postWhile } from '../support/http/clients.js';
import { crashRounds } from './rig/rounds.js';

const SHUTDOWN_TIMEOUT_MS = 2000;
const LONGEST_STOP_MS = SHUTDOWN_TIMEOUT_MS + 1000;
const SETTINGS = { SHUTDOWN_TIMEOUT_MS: String(SHUTDOWN_TIMEOUT_MS), LOG_LEVEL: 'fatal' };
const BOOTS = crashRounds(5);
/** How it may end: by the signal itself only before its first line has run. */
const ENDS = { SIGTERM: [0, 'SIGTERM'], SIGKILL: ['SIGKILL'] };
const WHOLE = rawOrder(JSON.stringify({ order_id: 'H', user_id: 'u', item_ids: ['i'], total_amount: 1 }));
const HEAD_END = WHOLE.indexOf('\r\n\r\n') + 4;

let rig: FaultRig;

beforeEach(async () => {
  rig = await FaultRig.create();
});

afterEach(() => rig.dispose());

describe('the built service, stopped while it boots', () => {
  beforeEach(async () => {
    // Something to recover: work that was under way.
    await rig.start({ WORK_MIN_MS: '10000', WORK_MAX_MS: '10000' });
    await postWhile(rig.url, 'A', 8, (outcomes) => outcomes.length < 100);
    await rig.service.kill();
  });

  /** @returns how it ended */
  async function bootUntil(
    reached: () => Promise<unknown>,
    signal: NodeJS.Signals = 'SIGTERM',
  ): Promise<number | string | null> {
    const child = spawnService(rig.directory, { ...SETTINGS, SIM_MIN_MS: '5000', SIM_MAX_MS: '5000' });
    await reached();
    const begin = performance.now();
    child.kill(signal);
    child.stdout.resume();
    const end = await whenEnded(child);
    expect(performance.now() - begin).toBeLessThan(LONGEST_STOP_MS);
    return end;
  }

  /** Whether somebody has the database open. */
  async function isLocked(): Promise<boolean> {
    const error = await queryDatabase(rig.directory, 'SELECT 1 FROM sqlite_schema').catch(String);
    return String(error).includes('SQLITE_BUSY');
  }

  async function expectAllThere(): Promise<void> {
    await rig.start();
    const [stored] = await rig.sql<{ n: number }>('SELECT COUNT(*) AS n FROM orders');
    expect(stored?.n).toBeGreaterThanOrEqual(100);
    await rig.expectSound([]);
  }

  it('ends at once right after its start', async () => {
    expect(ENDS.SIGTERM).toContain(await bootUntil(() => Promise.resolve()));
    await expectAllThere();
  });

  it('ends when it has just opened its database', async () => {
    expect(ENDS.SIGTERM).toContain(await bootUntil(() => until(isLocked)));
    await expectAllThere();
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    `ends by %s at ${BOOTS} moments of its start`,
    async (signal) => {
      const begin = performance.now();
      await rig.start();
      await rig.service.stop();
      const bootMs = performance.now() - begin;
      for (let boot = 0; boot < BOOTS; boot++) {
        const moment = (bootMs * boot) / BOOTS;
        expect(ENDS[signal]).toContain(await bootUntil(() => pause(moment), signal));
      }
      await expectAllThere();
    },
    60_000 + BOOTS * 5000,
  );
});

describe('a service that is stopped while requests are half sent', () => {
  it.each([
    ['headers', WHOLE.subarray(0, HEAD_END - 6)],
    ['headers and nothing of a body', WHOLE.subarray(0, HEAD_END)],
    ['bodies', WHOLE.subarray(0, -5)],
  ])('ends in time, answers all others and stores none of the half-sent %s', async (_what, half) => {
    const { url, service } = { url: (await rig.start(SETTINGS)).url, service: rig.service };
    const taken = await postWhile(url, 'A', 8, (outcomes) => outcomes.length < 20);
    expect(taken.every(isAcknowledged)).toBe(true);
    await onConnection(url, async (first) => {
      await onConnection(url, async (second) => {
        first.send(half);
        second.send(half);
        // Answered on a connection of its own, opened after theirs: by then the service has accepted both.
        await rig.metrics();
        const begin = performance.now();
        expect(await service.stop()).toBe(0);
        expect(performance.now() - begin).toBeLessThan(LONGEST_STOP_MS);
        for (const connection of [first, second]) expect(await connection.rest()).not.toMatch(/^HTTP\S+ 2/);
      });
    });
    expect(await rig.sql(`SELECT order_id FROM orders WHERE order_id = 'H'`)).toEqual([]);
    await rig.start();
    await rig.expectSound(orderIdsOf(taken));
  });
});
