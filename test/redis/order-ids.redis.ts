import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { QUEUE_NAME } from '../../src/processing/queue/order-job.js';
import type { RedisLink } from '../../src/cluster/redis/redis-link.js';
import { postOrders } from '../support/http/load.js';
import { NASTY_IDS } from '../support/nasty-ids.js';
import { openLink, redisSettings, removeKeys } from '../support/servers/redis.js';
import { TestApp } from '../support/test-app.js';
import { InstantProcessor } from '../support/test-processors.js';
import { until } from '../support/until.js';

describe('orders over Redis whose ids look alike', () => {
  let settings: ReturnType<typeof redisSettings>;
  let link: RedisLink;
  let queue: Queue;
  let app: TestApp;
  let processor: InstantProcessor;

  beforeEach(async () => {
    settings = redisSettings();
    link = await openLink(settings);
    queue = new Queue(QUEUE_NAME, { connection: link.commands, prefix: link.name('queue') });
    processor = new InstantProcessor();
    app = await TestApp.start({ processor, settings });
  });

  afterEach(async () => {
    await app.dispose();
    await queue.close();
    link.onApplicationShutdown();
    await removeKeys(settings);
  });

  it('are different jobs, each done once', async () => {
    await app.post('/processing/pause');
    await postOrders(app.url, NASTY_IDS, 10);
    await until(async () => (await queue.getWaitingCount()) === NASTY_IDS.length);
    await app.post('/processing/resume');
    await app.whenDone();
    expect([...processor.effects].sort()).toEqual(NASTY_IDS.map((id) => [id, 1]).sort());
  });
});
