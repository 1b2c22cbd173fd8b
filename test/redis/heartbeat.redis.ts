import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { keepBeating } from '../../src/cluster/redis/heartbeat.js';
import { PATIENT } from '../../src/cluster/redis/redis-options.js';
import { redisSettings } from '../support/servers/redis.js';
import { SilentProxy } from '../support/servers/silent-proxy.js';
import { until } from '../support/until.js';

const BEAT_MS = 100;
const SOME_BEATS = 10;
const { REDIS_URL, REDIS_PREFIX: CHANNEL } = redisSettings();

describe('the heartbeat of connections to Redis', () => {
  let proxy: SilentProxy;
  let asking: Redis;
  let subscribed: Redis;
  let endBeats: (() => void)[];
  let ends: number;
  let received: number;

  beforeEach(async () => {
    proxy = await SilentProxy.to(new URL(REDIS_URL));
    asking = new Redis(proxy.url, PATIENT);
    subscribed = new Redis(proxy.url, PATIENT);
    ends = 0;
    received = 0;
    subscribed.on('message', () => received++);
    for (const connection of [asking, subscribed]) connection.on('close', () => ends++);
    await Promise.all([asking.ping(), subscribed.subscribe(CHANNEL)]);
    endBeats = [asking, subscribed].map((connection) => keepBeating(connection, BEAT_MS));
  });

  afterEach(async () => {
    for (const end of endBeats) end();
    for (const connection of [asking, subscribed]) connection.disconnect();
    await proxy.close();
  });

  it('leaves those alone that are answered', async () => {
    const pings = [asking, subscribed].map((connection) => jest.spyOn(connection, 'ping'));
    await until(() => Promise.resolve(pings.every(({ mock }) => mock.calls.length >= SOME_BEATS)));
    expect(ends).toBe(0);
    await asking.publish(CHANNEL, 'message');
    await until(() => Promise.resolve(received === 1));
  });

  it('opens those anew that the network has forgotten', async () => {
    proxy.fallSilent();
    proxy.speakToNewOnes();
    expect(await asking.ping()).toBe('PONG');
    await until(async () => {
      await asking.publish(CHANNEL, 'message');
      return received > 0;
    });
  });
});
