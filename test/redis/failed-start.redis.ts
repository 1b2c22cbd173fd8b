import { expect, it } from '@jest/globals';
import { redisSettings } from '../support/redis.js';
import { spawnService, whenEnded } from '../support/service-process.js';

it('a start that fails ends the process, also when it has a way to Redis already', async () => {
  const child = spawnService('/dev/null', redisSettings());
  child.stdout.resume();
  expect(await whenEnded(child)).toBe(1);
});
