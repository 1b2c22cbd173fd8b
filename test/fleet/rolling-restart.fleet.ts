import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAcknowledged, orderIdsOf } from '../support/http/clients.js';
import { RedisServer } from '../support/servers/redis.js';
import { SERVERS, TestDatabase } from '../support/database/test-database.js';
import { Fleet } from './fleet.js';
import { Load } from './load.js';
import { expectOneEffectEach, expectSound } from './soundness.js';

const INSTANCES = 3;
const CLIENTS = 2;
const TAKEN = 201;
/** Taken by each of the others while one stops, and again until its successor is there. */
const SOME = 50;

describe('instances that are replaced one after the other under load', () => {
  let fleet: Fleet;

  beforeEach(async () => {
    fleet = await Fleet.on(await TestDatabase.createOn(SERVERS.postgres), await RedisServer.start());
    await Promise.all(Array.from({ length: INSTANCES }, () => fleet.start()));
  });

  afterEach(() => fleet.dispose());

  it('end in order, and no order is refused, lost or done twice', async () => {
    const acknowledged: string[] = [];
    for (const leaving of fleet.instances) {
      const staying = fleet.instances.filter((one) => one !== leaving);
      const load = new Load(staying, CLIENTS, `P${leaving.pid}-`);
      await load.untilMore(SOME, TAKEN);
      expect(await fleet.stop(leaving)).toBe(0);
      await fleet.start();
      await load.untilMore(SOME, TAKEN);
      const { outcomes } = await load.stop();
      expect(outcomes.filter((outcome) => !isAcknowledged(outcome))).toEqual([]);
      acknowledged.push(...orderIdsOf(outcomes));
    }
    await expectSound(fleet, acknowledged);
    expectOneEffectEach(fleet);
  });
});
