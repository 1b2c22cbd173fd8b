import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { BullOrderQueue } from '../../src/processing/queue/bull/bull-order-queue.js';
import { RedisLeadership } from '../../src/cluster/redis/redis-leadership.js';
import type { RedisLink } from '../../src/cluster/redis/redis-link.js';
import { RedisServer, openLink, redisSettings } from '../support/servers/redis.js';
import { SilentProxy } from '../support/servers/silent-proxy.js';
import { until } from '../support/until.js';

/** Each connection fails a few times until it is made anew. */
const FEW = 50;

describe('when the address of Redis leads to another server, and the old one becomes its replica', () => {
  let old: RedisServer;
  let next: RedisServer;
  let address: SilentProxy;
  let link: RedisLink;

  beforeEach(async () => {
    [old, next] = await Promise.all([RedisServer.start(), RedisServer.start()]);
    address = await SilentProxy.to(new URL(old.url));
    link = await openLink(redisSettings(address.url));
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    link.onApplicationShutdown();
    await address.close();
    await Promise.all([old.dispose(), next.dispose()]);
  });

  async function failOver(): Promise<void> {
    address.turnTo(new URL(next.url));
    await old.follow(next);
  }

  it('leadership goes on there, and the log says why', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const leadership = new RedisLeadership(link);
    await leadership.renew();
    await failOver();
    await until(async () => {
      await leadership.renew();
      return (await next.tell('EXISTS', link.name('leader'))) === 1;
    });
    expect(leadership.isMine).toBe(true);
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/^Redis refuses commands: READONLY/));
  });

  it('ids are handed out there, without many vain tries', async () => {
    const tries = jest.spyOn(Logger.prototype, 'debug').mockReturnValue();
    const queue = await BullOrderQueue.open(link);
    const worked = new Set<string>();
    const work = (orderId: string, free: () => void): Promise<void> => {
      worked.add(orderId);
      free();
      return Promise.resolve();
    };
    queue.start(2, work, () => undefined);
    queue.add(['A1']);
    await until(() => Promise.resolve(worked.has('A1')));
    await failOver();
    await until(() => {
      queue.fill(['A2']);
      return Promise.resolve(worked.has('A2'));
    });
    expect(tries.mock.calls.length).toBeLessThan(FEW);
    queue.stop();
    await queue.close();
  });
});
