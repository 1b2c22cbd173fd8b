import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnService, whenEnded } from '../../support/processes/service-process.js';
import { whenPrinted } from '../../support/processes/when-printed.js';

interface Failure {
  readonly code: unknown;
  readonly output: string;
}

describe('a start', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'start-')));
  });

  afterEach(() => rm(directory, { recursive: true }));

  /** Starts the built service, which is expected to end by itself. */
  function fail(settings: Record<string, string>): Promise<Failure> {
    const env = {
      PATH: process.env['PATH'],
      PORT: '0',
      DATABASE_URL: `sqlite:${directory}/orders.db`,
      ...settings,
    };
    return new Promise((resolve) => {
      execFile(process.execPath, ['dist/main.js'], { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code, output: stdout + stderr }),
      );
    });
  }

  it('tells which file it keeps orders in', async () => {
    await symlink(directory, join(directory, 'link'));
    const child = spawnService(directory, { DATABASE_URL: `sqlite:${directory}/link/orders.db` });
    await whenPrinted(child.stdout, `Orders are kept in SQLite at ${directory}/orders.db.`);
    child.kill('SIGKILL');
    await whenEnded(child);
  });

  it('that fails tells neither a password nor a stack, whoever fails', async () => {
    const failures = await Promise.all([
      fail({ DATABASE_URL: 'postgres://me:sekret%@host/db' }),
      fail({ REDIS_URL: 'redis://:se/kret@127.0.0.1:6379' }),
      fail({ REDIS_URL: 'redis://me:sekret%@127.0.0.1:6379' }),
    ]);
    expect(failures.map(({ code }) => code)).toEqual([1, 1, 1]);
    for (const { output } of failures) expect(output).not.toMatch(/kret|^ +at /m);
  });

  it('that fails names the file that cannot be opened', async () => {
    const { output } = await fail({ DATABASE_URL: `sqlite:${directory}` });
    expect(output).toContain(`Cannot open SQLite at ${directory}: `);
    expect(output).not.toMatch(/^ +at /m);
  });
});
