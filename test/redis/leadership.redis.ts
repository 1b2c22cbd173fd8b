import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RedisLeadership } from '../../src/redis/redis-leadership.js';
import type { RedisLink } from '../../src/redis/redis-link.js';
import { openLink, redisSettings, removeKeys } from '../support/redis.js';
import { until } from '../support/until.js';

const LEASE_MS = 300;

describe('leadership', () => {
  const settings = redisSettings();
  let links: RedisLink[];

  beforeAll(async () => {
    links = await Promise.all([openLink(settings), openLink(settings)]);
  });

  afterAll(async () => {
    links.forEach((link) => link.onApplicationShutdown());
    await removeKeys(settings);
  });

  const candidates = (): RedisLeadership[] => links.map((link) => new RedisLeadership(link, LEASE_MS));

  it('is never with two at once, however they come and go', async () => {
    let led = 0;
    for (let round = 0; round < 50; round++) {
      const [first, second] = candidates();
      if (!first || !second) throw new Error('Two are needed.');
      for (let turn = 0; turn < 4; turn++) {
        await Promise.all([first.renew(), second.renew()]);
        expect([first.isMine, second.isMine]).toContain(false);
        if (first.isMine || second.isMine) led++;
      }
      await Promise.all([first.beforeApplicationShutdown(), second.beforeApplicationShutdown()]);
      expect([first.isMine, second.isMine]).toEqual([false, false]);
    }
    expect(led).toBe(200);
  });

  it('ends for its holder before another one can have it', async () => {
    const [first, second] = candidates();
    await first?.renew();
    expect(first?.isMine).toBe(true);
    await until(async () => {
      await second?.renew();
      if (second?.isMine) expect(first?.isMine).toBe(false);
      return second?.isMine === true;
    });
    await second?.beforeApplicationShutdown();
  });

  it('is not given back by somebody else', async () => {
    const [first, second] = candidates();
    await first?.renew();
    await second?.beforeApplicationShutdown();
    await second?.renew();
    const third = candidates()[0];
    await third?.renew();
    expect(third?.isMine).toBe(false);
    await first?.beforeApplicationShutdown();
    await third?.renew();
    expect(third?.isMine).toBe(true);
    await third?.beforeApplicationShutdown();
  });
});
