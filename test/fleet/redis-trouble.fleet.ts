import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAcknowledged, orderIdsOf } from '../support/http/clients.js';
import { report } from '../support/report.js';
import { SilentProxy } from '../support/servers/silent-proxy.js';
import { RedisServer } from '../support/servers/redis.js';
import { SERVERS, TestDatabase } from '../support/database/test-database.js';
import { Fleet } from './fleet.js';
import { Load } from './load.js';
import { expectOneEffectEach, expectSound } from './soundness.js';

const CLIENTS = 4;
const TAKEN = 201;
const SERVER_ERROR = 500;
/** Taken by each instance before, during and after each trouble. */
const SOME = 100;
/** What it takes on a busy machine, with Redis or without. */
const LONGEST_ANSWER_MS = 2000;

describe('Redis under load', () => {
  let redis: RedisServer;
  let fleet: Fleet;
  let proxy: SilentProxy;

  beforeEach(async () => {
    redis = await RedisServer.start();
    fleet = await Fleet.on(await TestDatabase.createOn(SERVERS.postgres), redis);
    proxy = await SilentProxy.to(new URL(redis.url));
  });

  afterEach(async () => {
    await fleet.dispose();
    await proxy.close();
  });

  /** Orders are taken as ever meanwhile, and each has one effect. */
  async function rideOut(troubles: readonly (() => unknown)[]): Promise<void> {
    const load = new Load(fleet.instances, CLIENTS);
    await load.untilMore(SOME, TAKEN);
    for (const bringAbout of troubles) {
      await bringAbout();
      await load.untilMore(SOME, TAKEN);
    }
    const { outcomes, statusesRead } = await load.stop();
    expect(outcomes.filter((outcome) => !isAcknowledged(outcome))).toEqual([]);
    const longest = Math.round(Math.max(...outcomes.map(({ ms }) => ms)));
    report(`${outcomes.length} posts taken, the longest answer took ${longest} ms`);
    expect(longest).toBeLessThan(LONGEST_ANSWER_MS);
    expect(statusesRead.filter((status) => status >= SERVER_ERROR)).toEqual([]);
    await expectSound(fleet, orderIdsOf(outcomes));
    expectOneEffectEach(fleet);
  }

  it('may be stopped, killed and emptied, and no order is lost or done twice', async () => {
    await Promise.all([fleet.start(), fleet.start()]);
    await rideOut([
      () => redis.stop('SIGTERM'),
      () => redis.restart(),
      () => redis.stop('SIGKILL'),
      () => redis.restart(),
      () => redis.flush(),
    ]);
  });

  it('may be cut off by a network that then forgets all connections, and no order is lost or done twice', async () => {
    const settings = { REDIS_URL: proxy.url };
    await Promise.all([fleet.start(settings), fleet.start(settings)]);
    await rideOut([() => proxy.fallSilent(), () => proxy.speakToNewOnes()]);
  });
});
