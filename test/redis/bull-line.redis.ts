import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { BullLine } from '../../src/processing/queue/bull/bull-line.js';
import { type OrderJob, QUEUE_NAME } from '../../src/processing/queue/order-job.js';
import type { RedisLink } from '../../src/cluster/redis/redis-link.js';
import { openLink, redisSettings, removeKeys } from '../support/servers/redis.js';
import { until } from '../support/until.js';

const LIMIT = 2;

describe('the line of ids in Redis, of an instance that does not sweep', () => {
  let settings: ReturnType<typeof redisSettings>;
  let link: RedisLink;
  let queue: Queue<OrderJob>;
  let line: BullLine;

  beforeEach(async () => {
    settings = redisSettings();
    link = await openLink(settings);
    queue = new Queue(QUEUE_NAME, { connection: link.commands, prefix: link.name('queue') });
    line = new BullLine(link, queue, () => undefined);
  });

  afterEach(async () => {
    await line.close();
    link.onApplicationShutdown();
    await removeKeys(settings);
  });

  const untilWaiting = (count: number): Promise<void> =>
    until(async () => (await queue.getWaitingCount()) === count);

  it('takes what it has room for', async () => {
    line.put(['A1', 'A2', 'A3'], LIMIT);
    await untilWaiting(LIMIT);
    expect(line.hasLeftOut).toBe(true);
  });

  it('takes ids again once others have made room', async () => {
    line.put(['A1', 'A2', 'A3'], LIMIT);
    await untilWaiting(LIMIT);
    await queue.drain();
    await until(async () => {
      line.put(['A4'], LIMIT);
      return (await queue.getWaitingCount()) > 0;
    });
  });

  it('is kept shorter while Redis loses what is in it', async () => {
    const ids = Array.from({ length: 400 }, (_, index) => `A${index}`);
    await line.fill(ids, ids.length);
    await untilWaiting(400);
    await link.commands.del(queue.toKey('wait'));
    await line.measure();
    await line.fill(ids, ids.length);
    await untilWaiting(200);
    await queue.drain();
    await line.measure();
    await line.fill(ids, ids.length);
    await untilWaiting(220);
  });
});
