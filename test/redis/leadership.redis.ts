import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { OrderQueries } from '../../src/orders/queries/order-queries.js';
import type { OrderRecovery } from '../../src/orders/recovery/order-recovery.js';
import { MemoryOrderQueue } from '../../src/processing/queue/memory-order-queue.js';
import { OrderSweep } from '../../src/processing/queue/order-sweep.js';
import { RedisLeadership } from '../../src/cluster/redis/redis-leadership.js';
import type { RedisLink } from '../../src/cluster/redis/redis-link.js';
import { openLink, redisSettings, removeKeys } from '../support/servers/redis.js';
import { until } from '../support/until.js';

const LEASE_MS = 300;
const LONG_LEASE_MS = 2000;

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

  const candidates = (leaseMs = LEASE_MS): RedisLeadership[] =>
    links.map((link) => new RedisLeadership(link, leaseMs));

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

  it('goes to another one when its holder resigns, and may come back a lease later', async () => {
    const [first, second] = candidates(LONG_LEASE_MS);
    await first?.renew();
    await Promise.all([first?.renew(), first?.resign()]);
    expect(first?.isMine).toBe(false);
    await first?.renew();
    expect(first?.isMine).toBe(false);
    await second?.renew();
    expect(second?.isMine).toBe(true);
    await second?.beforeApplicationShutdown();
    await until(async () => {
      await first?.renew();
      return first?.isMine === true;
    });
    await first?.beforeApplicationShutdown();
  });

  it('is resigned from after three sweeps in a row that failed', async () => {
    const [leader] = candidates(LONG_LEASE_MS);
    if (!leader) throw new Error('One is needed.');
    const recoverLost = jest.fn<() => Promise<number>>();
    const orders = { due: () => Promise.resolve([]) } as unknown as OrderQueries;
    const recovery = { recoverLost } as unknown as OrderRecovery;
    const sweep = new OrderSweep(orders, recovery, new MemoryOrderQueue(), leader);
    const failing = Promise.reject<number>(new Error('The database is away.'));
    failing.catch(() => undefined);
    for (const outcome of [failing, failing, Promise.resolve(0), failing, failing]) {
      await leader.renew();
      recoverLost.mockReturnValueOnce(outcome);
      await sweep.sweep();
      expect(leader.isMine).toBe(true);
    }
    await leader.renew();
    recoverLost.mockReturnValueOnce(failing);
    await sweep.sweep();
    expect(leader.isMine).toBe(false);
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
