import type { ChildProcess } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { redisSettings } from '../support/redis.js';
import { spawnService, whenEnded } from '../support/service-process.js';

describe('a start that fails', () => {
  let child: ChildProcess | undefined;

  afterEach(() => {
    child?.kill('SIGKILL');
  });

  it('ends the process, also when it has a way to Redis already', async () => {
    child = spawnService('/dev/null', redisSettings());
    child.stdout?.resume();
    expect(await whenEnded(child)).toBe(1);
  });
});
