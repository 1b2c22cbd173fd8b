import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { postOrders } from '../support/http/load.js';
import { FaultRig } from './rig/fault-rig.js';
import { FeedReader } from '../support/http/feed-reader.js';
import { ids } from '../support/http/clients.js';
import { until } from '../support/until.js';
import { report } from '../support/report.js';
import { crashRounds, reportProgress } from './rig/rounds.js';

const ROUNDS = crashRounds();
const CLIENTS = 8;
const ORDERS_PER_ROUND = 500;
const SECONDS_PER_ROUND = 5;

describe('a service that is killed at a random moment, again and again', () => {
  let rig: FaultRig;

  beforeEach(async () => {
    rig = await FaultRig.create();
  });

  afterEach(() => rig.dispose());

  /** @returns the ids that were acknowledged until the kill */
  async function killUnderLoad(round: number): Promise<Set<string>> {
    const { url } = await rig.start();
    const killAt = randomInt(5, 61);
    let killed: Promise<void> | undefined;
    const acknowledged = await postOrders(url, ids(`R${round}`, ORDERS_PER_ROUND), CLIENTS, (count) => {
      if (count === killAt) killed = killSoon();
    });
    await killed;
    expect(acknowledged.size).toBeGreaterThanOrEqual(killAt);
    return acknowledged;
  }

  /** Answers come right after a commit; without chance the kill would always come then, too. */
  async function killSoon(): Promise<void> {
    await pause(randomInt(0, 20));
    await rig.service.kill();
  }

  it(
    `has every order that it acknowledged in ${ROUNDS} rounds, and completes each with one effect`,
    async () => {
      const acknowledged = new Set<string>();
      await rig.start();
      const reader = new FeedReader(() => rig.url);
      await rig.service.kill();
      for (let round = 1; round <= ROUNDS; round++) {
        (await killUnderLoad(round)).forEach((orderId) => acknowledged.add(orderId));
        reportProgress('Killed under load', round, ROUNDS);
      }
      await rig.start();
      const figures = await rig.expectSound(acknowledged);
      expect(figures['orders']).toBeGreaterThanOrEqual(acknowledged.size);
      const [log] = await rig.sql<{ position: number }>('SELECT position FROM order_totals');
      await until(() => Promise.resolve(reader.last === log?.position));
      await reader.stop();
      expect(reader.faults).toEqual([]);
      figures['eventsRead'] = reader.last;
      report(`Killed ${ROUNDS} times: ${JSON.stringify({ acknowledged: acknowledged.size, ...figures })}`);
    },
    60_000 + ROUNDS * SECONDS_PER_ROUND * 1000,
  );
});
