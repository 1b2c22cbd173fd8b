import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { FaultRig } from './rig/fault-rig.js';
import { type Outcome, isAcknowledged, orderIdsOf, postWhile } from '../support/http/clients.js';

const SHUTDOWN_TIMEOUT_MS = 2000;
const LONGEST_STOP_MS = SHUTDOWN_TIMEOUT_MS + 1000;
/** Work that a stop does not wait for. */
const LONG_WORK = {
  SHUTDOWN_TIMEOUT_MS: String(SHUTDOWN_TIMEOUT_MS),
  WORK_MIN_MS: '10000',
  WORK_MAX_MS: '20000',
};
const CLIENTS = 8;
const STOP_AFTER = 50;
/** How a connection fails that nobody accepts (any more). */
const NOT_ACCEPTED = ['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET'];

describe('a service that is stopped under load', () => {
  let rig: FaultRig;

  beforeEach(async () => {
    rig = await FaultRig.create();
  });

  afterEach(() => rig.dispose());

  it.each([1, 5])('answers what it has accepted and hands back its work, at %i SIGTERM', async (signals) => {
    const { url } = await rig.start(LONG_WORK);
    let stopped: Promise<number> | undefined;
    const outcomes = await postWhile(url, 'A', CLIENTS, (all) => {
      if (all.length >= STOP_AFTER) stopped ??= stop(signals);
      return all.every(({ status }) => status !== undefined);
    });
    expect(await stopped).toBeLessThan(LONGEST_STOP_MS);

    const failed = outcomes.filter((outcome) => !isAcknowledged(outcome));
    expect(failed.filter(({ code = '' }) => !NOT_ACCEPTED.includes(code))).toEqual([]);
    await expectHandedBack(outcomes);
    await rig.start();
    await rig.expectSound(orderIdsOf(outcomes.filter(isAcknowledged)));
  });

  /** @returns how many milliseconds it took */
  async function stop(signals: number): Promise<number> {
    const { service } = rig;
    const begin = performance.now();
    let sent = 0;
    // One at each look: signals of one kind that come at once are one signal.
    await until(() => {
      service.signal('SIGTERM');
      return Promise.resolve(++sent === signals);
    });
    expect(await service.ended).toBe(0);
    return performance.now() - begin;
  }

  /** What was acknowledged is stored, and nothing else; what was worked on waits for the next start. */
  async function expectHandedBack(outcomes: readonly Outcome[]): Promise<void> {
    const stored = await rig.sql<{ order_id: string }>(`SELECT order_id FROM orders`);
    const acknowledged = orderIdsOf(outcomes.filter(isAcknowledged));
    expect(stored.map(({ order_id }) => order_id).sort()).toEqual(acknowledged.sort());
    const [counts] = await rig.sql<{ pending: number; returned: number }>(
      `SELECT (SELECT COUNT(*) FROM orders WHERE status = 'pending') AS pending,
       (SELECT COUNT(*) FROM order_timeline WHERE type = 'recovered') AS returned`,
    );
    expect(counts).toEqual({ pending: acknowledged.length, returned: 10 });
  }
});
