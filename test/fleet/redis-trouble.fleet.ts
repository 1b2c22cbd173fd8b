import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAcknowledged, orderIdsOf } from '../support/clients.js';
import { SERVERS, TestDatabase } from '../support/test-database.js';
import { Fleet } from './fleet.js';
import { Load } from './load.js';
import { expectOneEffectEach, expectSound } from './soundness.js';

const CLIENTS = 4;
const TAKEN = 201;
/** At each instance, before, during and after. */
const SOME = 200;
/** What it takes on a busy machine, with Redis or without. */
const LONGEST_ANSWER_MS = 2000;

describe('Redis under load', () => {
  let fleet: Fleet;

  beforeEach(async () => {
    fleet = await Fleet.on(await TestDatabase.createOn(SERVERS.postgres));
    await Promise.all([fleet.start(), fleet.start()]);
  });

  afterEach(() => fleet.dispose());

  async function rideOut(trouble: (load: Load) => Promise<void>): Promise<void> {
    const load = new Load(fleet.instances, CLIENTS);
    await load.untilMore(SOME, TAKEN);
    await trouble(load);
    await load.untilMore(SOME, TAKEN);
    const { outcomes, statusesRead } = await load.stop();
    expect(outcomes.filter((outcome) => !isAcknowledged(outcome))).toEqual([]);
    expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(LONGEST_ANSWER_MS);
    expect(statusesRead.filter((status) => status >= 500)).toEqual([]);
    await expectSound(fleet, orderIdsOf(outcomes));
    expectOneEffectEach(fleet);
  }

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'may stop by %s and come back: orders are taken as ever, and each has one effect',
    (signal) =>
      rideOut(async (load) => {
        await fleet.redis.stop(signal);
        await load.untilMore(SOME, TAKEN);
        await fleet.redis.restart();
      }),
  );

  it('may forget everything: orders are taken as ever, and each has one effect', () =>
    rideOut(() => fleet.redis.flush()));
});
