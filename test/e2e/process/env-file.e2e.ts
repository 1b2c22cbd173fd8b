import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ErrorLog } from '../../support/processes/error-log.js';
import { whenEnded } from '../../support/processes/service-process.js';
import { sqliteOnly } from '../../support/database/test-database.js';
import { whenPrinted } from '../../support/processes/when-printed.js';

const MAIN = resolve('dist/main.js');
const SETTINGS = 'DATABASE_URL=sqlite:./named/orders.db\nPORT=0\n';

sqliteOnly(describe)('the built service beside a .env file', () => {
  let directory: string;
  let file: string;
  let log: ErrorLog;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'env-'));
    file = join(directory, '.env');
    log = new ErrorLog(directory);
  });

  afterEach(async () => {
    log.close();
    await rm(directory, { recursive: true });
  });

  /** @returns how it ended; stopped as soon as it listens */
  async function run(): Promise<number | string | null> {
    const child = spawn(process.execPath, [MAIN], {
      cwd: directory,
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', log.descriptor],
    }) as ChildProcessByStdio<null, Readable, null>;
    await whenPrinted(child.stdout, 'Listening on').then(
      () => child.kill('SIGTERM'),
      () => undefined,
    );
    return whenEnded(child);
  }

  const folders = async (): Promise<string[]> =>
    (await readdir(directory)).filter((name) => !name.includes('.'));

  it.each([
    ['as it is', SETTINGS],
    ['behind a byte order mark', `\uFEFF${SETTINGS}`],
  ])('obeys it %s', async (_how, content) => {
    await writeFile(file, content);
    expect(await run()).toBe(0);
    expect(await folders()).toEqual(['named']);
  });

  it.each([
    ['in UTF-16', () => writeFile(file, `\uFEFF${SETTINGS}`, 'utf16le'), /not UTF-8 text/],
    ['with a line that sets nothing', () => writeFile(file, `${SETTINGS}LOG_LEVEL: debug\n`), /line 3/],
    ['that is a directory', () => mkdir(file), /it is a directory/],
  ])('names one %s, and opens nothing', async (_what, make, cause) => {
    await make();
    expect(await run()).toBe(1);
    const [line = '', ...more] = log.text.trim().split('\n');
    expect(line).toContain(`FATAL [Main] ${file}`);
    expect(line).toMatch(cause);
    expect(more).toEqual([]);
    expect(await folders()).toEqual([]);
  });
});
