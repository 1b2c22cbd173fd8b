import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { RedisLink } from '../../src/cluster/redis/redis-link.js';
import { OldRedis } from '../support/servers/old-redis.js';
import { orderBody } from '../support/orders.js';
import { RedisServer, openLink, redisSettings } from '../support/servers/redis.js';
import { TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

/** Of all connections together. */
const TRIES = 20;
const PASSWORD = 'a-secret';
const ALL = ['~*', '&*', '+@all'];

describe('a REDIS_URL that Redis refuses', () => {
  let server: RedisServer;
  let link: RedisLink | undefined;
  let error: jest.SpiedFunction<Logger['error']>;
  let warn: jest.SpiedFunction<Logger['warn']>;
  /** Whatever is printed, by whomever. */
  let printed: jest.SpiedFunction<typeof console.warn>[];

  beforeEach(async () => {
    link = undefined;
    server = await RedisServer.start();
    error = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    printed = [jest.spyOn(console, 'warn').mockReturnValue(), jest.spyOn(console, 'error').mockReturnValue()];
  });

  afterEach(async () => {
    link?.onApplicationShutdown();
    const all = [error, warn, ...printed].flatMap(({ mock }) => mock.calls);
    expect(JSON.stringify(all)).not.toContain(PASSWORD);
    jest.restoreAllMocks();
    await server.dispose();
  });

  const at = (user: string, path = ''): Record<string, string> =>
    redisSettings(`${server.url.replace('//', `//${user}`)}${path}`);
  const untilTold = (logged: typeof error, what: string): Promise<void> =>
    until(() => Promise.resolve(logged.mock.calls.some(([message]) => String(message).includes(what))));

  it('ends the start when there is no such database', async () => {
    const start = openLink(at('', '/99'));
    await expect(start).rejects.toThrow(/^REDIS_URL: .*: ERR DB index is out of range$/);
  });

  it('ends the start when the user may not choose a database', async () => {
    await server.tell('ACL', 'SETUSER', 'shop', 'on', `>${PASSWORD}`, ...ALL, '-select');
    const start = openLink(at(`shop:${PASSWORD}@`, '/1'));
    await expect(start).rejects.toThrow(/^REDIS_URL: .*: NOPERM/);
  });

  it('is not used on database 0 when that is found out later, and nobody obeys a pause there', async () => {
    const settings = at('', '/99');
    await server.stop();
    const app = await TestApp.start({ settings });
    await server.restart();
    await untilTold(error, 'REDIS_URL: Redis does not give the database of this number');
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    const refusals = async (): Promise<number> => {
      const stats = String(await server.tell('INFO', 'commandstats'));
      return Number(/^cmdstat_select:.*failed_calls=(\d+)/m.exec(stats)?.[1] ?? 0);
    };
    await until(async () => (await refusals()) > TRIES);
    expect((await app.post('/processing/pause')).status).toBe(503);
    expect(await server.tell('DBSIZE')).toBe(0);
    await app.dispose();
  });

  it.each([
    ['another password', 'shop:wrong@', 'REDIS_URL: Redis refuses the user or password: WRONGPASS'],
    ['another user', `nobody:${PASSWORD}@`, 'REDIS_URL: Redis refuses the user or password: WRONGPASS'],
    ['no user', '', 'REDIS_URL: Redis refuses the user or password: NOAUTH'],
  ])('is told at once with %s, and taken as soon as Redis takes it', async (_name, user, told) => {
    // Stays connected when its user is off.
    const admin = new Redis(server.url);
    await admin.acl('SETUSER', 'shop', 'on', `>${PASSWORD}`, ...ALL);
    await admin.acl('SETUSER', 'default', 'off');
    link = await openLink(at(user));
    expect(link.isReady).toBe(false);
    await untilTold(error, told);
    await admin.acl('SETUSER', 'default', 'on', 'nopass');
    await admin.acl('SETUSER', 'shop', '>wrong');
    await admin.acl('SETUSER', 'nobody', 'on', `>${PASSWORD}`, ...ALL);
    await until(() => Promise.resolve(link?.isReady === true));
    admin.disconnect();
  });

  it('ends the start when Redis is too old', async () => {
    const old = await OldRedis.start('4.0.14');
    await expect(openLink(redisSettings(old.url))).rejects.toThrow(/^REDIS_URL: Redis 4.0.14 is too old/);
    await old.close();
  });

  it('brings a warning when Redis may remove keys', async () => {
    await server.tell('CONFIG', 'SET', 'maxmemory-policy', 'volatile-ttl');
    link = await openLink(at(''));
    await untilTold(warn, 'maxmemory-policy volatile-ttl');
  });
});
