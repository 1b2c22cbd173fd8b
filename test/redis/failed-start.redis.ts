import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { redisSettings, removeKeys } from '../support/servers/redis.js';
import { ServiceProcess, spawnService, whenEnded } from '../support/processes/service-process.js';

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

  /** @returns what it printed as its errors */
  async function failToStart(folder: string, settings: Record<string, string>): Promise<string> {
    const file = join(directory, 'errors.log');
    const errors = openSync(file, 'a');
    child = spawnService(folder, settings, undefined, errors);
    closeSync(errors);
    child.stdout?.resume();
    expect(await whenEnded(child)).toBe(1);
    return readFile(file, 'utf8');
  }

  it('ends the process, also when it has a way to Redis already, and says why', async () => {
    expect(await failToStart(NO_FOLDER, redisSettings())).toMatch(
      /FATAL \[Main\] \/dev\/null cannot be made/,
    );
  });

  it.each([
    ['/99', /FATAL \[Main\] REDIS_URL: .*: ERR DB index is out of range$/m],
    ['/abc', /REDIS_URL=\S+\/abc: must end with the number of a database/],
  ])('names REDIS_URL when it ends with %s', async (path, told) => {
    const settings = redisSettings();
    const REDIS_URL = settings.REDIS_URL + path;
    expect(await failToStart(directory, { ...settings, REDIS_URL })).toMatch(told);
  });

  it('names REDIS_PREFIX when a service with another database uses it; the same database may come back', async () => {
    const settings = redisSettings();
    const other = await mkdtemp(join(directory, 'other-'));
    const first = await ServiceProcess.start(directory, settings);
    expect(await failToStart(other, settings)).toContain(
      `REDIS_PREFIX=${settings.REDIS_PREFIX}: a service with another database uses it.`,
    );
    await first.stop();
    await (await ServiceProcess.start(directory, settings)).stop();
    await removeKeys(settings);
  });
});
