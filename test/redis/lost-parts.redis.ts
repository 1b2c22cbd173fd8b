import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { jobIdOf } from '../../src/processing/queue/order-job.js';
import { type RedisLeadership } from '../../src/cluster/redis/redis-leadership.js';
import { Leadership } from '../../src/cluster/leadership.js';
import { postOrders } from '../support/http/load.js';
import { RedisServer, redisSettings } from '../support/servers/redis.js';
import { TestApp } from '../support/test-app.js';
import { InstantProcessor } from '../support/test-processors.js';
import { until } from '../support/until.js';

const ORDERS = 50;
const IDS = Array.from({ length: ORDERS }, (_, index) => `A${index}`);

describe('a queue in Redis that has lost a part', () => {
  let server: RedisServer;
  let app: TestApp;
  let processor: InstantProcessor;
  let warn: jest.SpiedFunction<Logger['warn']>;
  let prefix: string;

  /** All orders wait in Redis, and nobody takes them. */
  beforeEach(async () => {
    server = await RedisServer.start();
    processor = new InstantProcessor();
    const settings = redisSettings(server.url);
    prefix = settings.REDIS_PREFIX;
    warn = jest.spyOn(Logger.prototype, 'warn');
    app = await TestApp.start({ processor, settings });
    await app.post('/processing/pause');
    await postOrders(app.url, IDS, 10);
    await until(async () => (await server.tell('LLEN', key('wait'))) === ORDERS);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await app.dispose();
    await server.dispose();
  });

  const key = (name: string): string => `${prefix}:queue:processing:${name}`;
  const jobs = (...orderIds: string[]): string[] => orderIds.map((orderId) => key(jobIdOf(orderId)));

  function untilTold(lost: number): Promise<void> {
    const told = `Redis has lost parts of the queue; orders put in line anew: ${lost}.`;
    return until(() => Promise.resolve(warn.mock.calls.some(([message]) => message === told)));
  }

  /** Each of them once, and nothing of them is left in Redis. */
  async function expectAllDone(): Promise<void> {
    await app.post('/processing/resume');
    await app.whenDone();
    expect(processor.effects.size).toBe(ORDERS);
    expect([...processor.effects.values()].filter((count) => count !== 1)).toEqual([]);
    await until(async () => ((await server.tell('KEYS', key('order-*'))) as string[]).length === 0);
  }

  it('puts an order in line anew whose job is gone', async () => {
    await server.tell('DEL', ...jobs('A1'));
    await untilTold(1);
    await expectAllDone();
  });

  it('puts all orders in line anew when all jobs are gone', async () => {
    await server.tell('DEL', ...jobs(...IDS));
    await untilTold(ORDERS);
    await expectAllDone();
  });

  it('puts all orders in line anew when the line is gone', async () => {
    await server.tell('DEL', key('wait'));
    await untilTold(ORDERS);
    await expectAllDone();
  });

  it('goes on without what else may be gone', async () => {
    await server.tell('DEL', ...['meta', 'events', 'id', 'marker', 'stalled-check'].map(key));
    await expectAllDone();
  });

  it('keeps its prefix when all is gone', async () => {
    const name = `${prefix}:database`;
    const identity = await server.tell('GET', name);
    await server.flush();
    await until(async () => (await server.tell('GET', name)) === identity);
  });

  it('puts an order in line anew whose job reached a worker as an empty one', async () => {
    // Nobody sweeps meanwhile.
    const leader = `${prefix}:leader`;
    await server.tell('SET', leader, 'another');
    await until(async () => {
      await (app.get(Leadership) as RedisLeadership).renew();
      return !app.get(Leadership).isMine;
    });
    await server.tell('DEL', ...jobs('A1'));
    await app.post('/processing/resume');
    await untilTold(1);
    await server.tell('DEL', leader);
    await expectAllDone();
  });

  it('takes back orders that a lost worker had taken, also when it is forgotten that they might be stalled', async () => {
    const [active, stalled] = [key('active'), key('stalled')];
    for (let taken = 0; taken < 3; taken++) await server.tell('RPOPLPUSH', key('wait'), active);
    await until(async () => (await server.tell('SCARD', stalled)) === 3);
    await server.tell('DEL', stalled, ...jobs('A0'));
    await expectAllDone();
  });
});
