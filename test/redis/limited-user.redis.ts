import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ChangeNotifier } from '../../src/orders/peers/change-notifier.js';
import { jobIdOf } from '../../src/processing/queue/order-job.js';
import { Leadership } from '../../src/cluster/leadership.js';
import { postOrders } from '../support/http/load.js';
import { metricsBySql, metricsOf } from '../support/metrics.js';
import { RedisServer } from '../support/servers/redis.js';
import { TestApp } from '../support/test-app.js';
import { InstantProcessor } from '../support/test-processors.js';
import { until } from '../support/until.js';

const ORDERS = 20;
const IDS = Array.from({ length: ORDERS }, (_, index) => `A${index}`);
const USER = 'orders:secret';

const key = (name: string): string => `orders:queue:processing:${name}`;

describe('a user of Redis with no more rights than the documentation names', () => {
  let server: RedisServer;
  let app: TestApp;
  let processor: InstantProcessor;
  let warn: jest.SpiedFunction<Logger['warn']>;

  beforeEach(async () => {
    const [, rights = ''] =
      /^ACL SETUSER (orders .*)$/m.exec(await readFile('docs/operations.md', 'utf8')) ?? [];
    server = await RedisServer.start();
    await server.tell('ACL', 'SETUSER', ...rights.split(' '));
    processor = new InstantProcessor();
    warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    jest.spyOn(console, 'warn').mockReturnValue();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await app.dispose();
    await server.dispose();
  });

  async function start(path = ''): Promise<void> {
    const REDIS_URL = server.url.replace('//', `//${USER}@`) + path;
    app = await TestApp.start({ processor, settings: { REDIS_URL, REDIS_PREFIX: 'orders' } });
  }

  async function expectAllDone(): Promise<void> {
    await app.whenDone();
    expect([...processor.effects.values()]).toEqual(Array(ORDERS).fill(1));
    await until(async () => JSON.stringify(await metricsOf(app)) === JSON.stringify(await metricsBySql(app)));
  }

  const warnings = (): unknown[] => warn.mock.calls.map(([message]) => message as unknown);

  it('sees to all orders, also to those of lost workers and lost jobs', async () => {
    await start();
    expect(app.get(Leadership).isMine).toBe(true);
    expect(app.get(ChangeNotifier).isListening).toBe(true);
    await app.post('/processing/pause');
    await postOrders(app.url, IDS, 5);
    await until(async () => (await server.tell('LLEN', key('wait'))) === ORDERS);
    await server.tell('RPOPLPUSH', key('wait'), key('active'));
    await server.tell('DEL', key(jobIdOf('A5')));
    await server.tell('LREM', key('wait'), 1, jobIdOf('A6'));
    await app.post('/processing/resume');
    await expectAllDone();
    expect(await server.tell('ACL', 'LOG')).toEqual([]);
  });

  it('may use another database', async () => {
    await start('/1');
    await postOrders(app.url, IDS, 5);
    await expectAllDone();
    expect(await server.tell('DBSIZE')).toBe(0);
    expect(await server.tell('ACL', 'LOG')).toEqual([]);
  });

  it('may do without INFO, and is told', async () => {
    await server.tell('ACL', 'SETUSER', 'orders', '-info');
    await start();
    await postOrders(app.url, IDS, 5);
    await expectAllDone();
    expect(warnings()).toContainEqual(expect.stringMatching(/^Redis refuses commands: NOPERM .*'info'/));
  });

  it('is told of each right that it lacks', async () => {
    await server.tell('ACL', 'SETUSER', 'orders', '-xadd', '-subscribe');
    await start();
    await postOrders(app.url, IDS, 5);
    const told = (command: string): boolean =>
      warnings().some((warning) => new RegExp(`^Redis refuses commands: .*${command}`).test(String(warning)));
    await until(() => Promise.resolve(told(`'subscribe'`) && told('script')));
    await server.tell('ACL', 'SETUSER', 'orders', '+xadd', '+subscribe');
    await expectAllDone();
  });

  it('may lose its channels while the service runs, which then polls', async () => {
    await start();
    const notifier = app.get(ChangeNotifier);
    expect(notifier.isListening).toBe(true);
    // Redis closes the connection, and refuses the subscription on the next one.
    await server.tell('ACL', 'SETUSER', 'orders', 'resetchannels');
    const told = (): boolean => warnings().some((warning) => /NOPERM.*channel/i.test(String(warning)));
    await until(() => Promise.resolve(told() && !notifier.isListening));
    await postOrders(app.url, IDS, 5);
    await expectAllDone();
  });
});
