import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { ChangeNotifier } from '../../src/orders/peers/change-notifier.js';
import type { RedisLink } from '../../src/cluster/redis/redis-link.js';
import { RedisServer, openLink, redisSettings } from '../support/servers/redis.js';
import { until } from '../support/until.js';

const ENOUGH = 100;

describe('when Redis takes no further connection', () => {
  let server: RedisServer;
  let link: RedisLink;

  beforeEach(async () => {
    server = await RedisServer.start();
    link = await openLink(redisSettings(server.url));
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    link.onApplicationShutdown();
    await server.dispose();
  });

  it('a start goes on, the log says so once, and changes are heard of once it does', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    await link.commands.config('SET', 'maxclients', 1);
    const bridge = new ChangeNotifier(link, new EventEmitter2());
    await bridge.onModuleInit();
    expect(bridge.isListening).toBe(false);
    const told = warn.mock.calls.filter(([message]) => String(message).startsWith('Another connection'));
    expect(told).toHaveLength(1);
    await link.commands.config('SET', 'maxclients', ENOUGH);
    await until(() => Promise.resolve(bridge.isListening));
  });
});
