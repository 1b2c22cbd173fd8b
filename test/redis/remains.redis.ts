import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { BullRemains } from '../../src/processing/queue/bull/bull-remains.js';
import { type OrderJob, QUEUE_NAME, jobIdOf, jobOf } from '../../src/processing/queue/order-job.js';
import type { RedisLink } from '../../src/cluster/redis/redis-link.js';
import { openLink, redisSettings, removeKeys } from '../support/servers/redis.js';

describe('what is left of jobs in Redis', () => {
  let settings: ReturnType<typeof redisSettings>;
  let link: RedisLink;
  let queue: Queue<OrderJob>;
  let remains: BullRemains;

  beforeEach(async () => {
    settings = redisSettings();
    link = await openLink(settings);
    queue = new Queue(QUEUE_NAME, { connection: link.commands, prefix: link.name('queue') });
    remains = new BullRemains(link, queue);
    await queue.addBulk(['A1', 'A2'].map(jobOf));
  });

  afterEach(async () => {
    await queue.close();
    link.onApplicationShutdown();
    await removeKeys(settings);
  });

  const waiting = (): Promise<string[]> => link.commands.lrange(queue.toKey('wait'), 0, -1);
  const hasJob = async (id: string): Promise<boolean> =>
    (await link.commands.exists(queue.toKey(jobIdOf(id)))) === 1;

  it('is nothing of jobs that wait, or that nobody has heard of', async () => {
    expect(await remains.remove(['A1', 'A2', 'A3'])).toBe(0);
    expect(await waiting()).toEqual([jobIdOf('A2'), jobIdOf('A1')]);
    expect(await hasJob('A1')).toBe(true);
  });

  it('is nothing of a job that is active', async () => {
    await link.commands.rpoplpush(queue.toKey('wait'), queue.toKey('active'));
    expect(await remains.remove(['A1', 'A2'])).toBe(0);
    expect(await hasJob('A1')).toBe(true);
  });

  it('is the hash of an id that is in no line, unless a worker has locked it', async () => {
    const lock = `${queue.toKey(jobIdOf('A1'))}:lock`;
    await link.commands.del(queue.toKey('wait'));
    await link.commands.set(lock, 'worker');
    expect(await remains.remove(['A1', 'A2'])).toBe(1);
    expect([await hasJob('A1'), await hasJob('A2')]).toEqual([true, false]);
    await link.commands.del(lock);
    expect(await remains.remove(['A1', 'A2'])).toBe(1);
    expect(await hasJob('A1')).toBe(false);
  });

  it('is the waiting id of a hash that is not there, or empty', async () => {
    await link.commands.del(queue.toKey(jobIdOf('A1')));
    await link.commands.hdel(queue.toKey(jobIdOf('A2')), 'data');
    expect(await remains.remove(['A1', 'A2'])).toBe(2);
    expect(await waiting()).toEqual([]);
    expect(await hasJob('A2')).toBe(false);
  });

  it('is a job that was kept when it ended', async () => {
    await link.commands.del(queue.toKey('wait'));
    await link.commands.zadd(queue.toKey('completed'), 1, jobIdOf('A1'));
    expect(await remains.remove(['A1'])).toBe(1);
    expect(await queue.getCompletedCount()).toBe(0);
  });
});
