import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { redisSettings } from '../support/redis.js';
import { spawnService, whenEnded } from '../support/service-process.js';

const NO_FOLDER = '/dev/null';

describe('a start that fails', () => {
  let directory: string;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'failed-start-'));
  });

  afterEach(async () => {
    child?.kill('SIGKILL');
    await rm(directory, { recursive: true });
  });

  it('ends the process, also when it has a way to Redis already, and says why', async () => {
    const file = join(directory, 'errors.log');
    const errors = openSync(file, 'a');
    child = spawnService(NO_FOLDER, redisSettings(), undefined, errors);
    closeSync(errors);
    child.stdout?.resume();
    expect(await whenEnded(child)).toBe(1);
    expect(await readFile(file, 'utf8')).toMatch(/FATAL \[Main\] EEXIST/);
  });
});
