import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BullOrderQueue } from '../../src/processing/queue/bull/bull-order-queue.js';
import type { RedisLink } from '../../src/cluster/redis/redis-link.js';
import { openLink, redisSettings, removeKeys } from '../support/servers/redis.js';
import { SilentProxy } from '../support/servers/silent-proxy.js';

describe('a queue in Redis', () => {
  const settings = redisSettings();
  let proxy: SilentProxy;
  let link: RedisLink;

  beforeEach(async () => {
    proxy = await SilentProxy.to(new URL(settings.REDIS_URL));
    link = await openLink({ ...settings, REDIS_URL: proxy.url });
  });

  afterEach(async () => {
    link.onApplicationShutdown();
    await proxy.close();
    await removeKeys(settings);
  });

  const seen = (event: string): Promise<unknown> =>
    new Promise((resolve) => link.commands.once(event, resolve));

  it('takes ids also if the connection was cut as it was being opened', async () => {
    proxy.fallSilent();
    const queue = await BullOrderQueue.open(link);
    await nextTurn();
    proxy.cut();
    await seen('close');
    proxy.speak();
    await seen('ready');
    queue.add(['A1']);
    expect(await queue.isShort()).toBe(true);
    await queue.close();
  });
});
