import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sqliteOnly } from '../../support/database/test-database.js';

sqliteOnly(describe)('a checkout without the development packages', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'checkout-'));
    for (const part of ['package.json', 'scripts'])
      await cp(part, join(directory, part), { recursive: true });
  });

  afterEach(() => rm(directory, { recursive: true }));

  function run(script: string): { status: number | null; errors: string } {
    const { status, stderr } = spawnSync('npm', ['run', '--silent', script], {
      cwd: directory,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    return { status, errors: stderr };
  }

  it.each(['start', 'start:dev', 'build', 'test'])('says of npm run %s what to run first', (script) => {
    const { status, errors } = run(script);
    expect(status).toBe(1);
    expect(errors).toContain('npm ci --include=dev\n');
    expect(errors).not.toMatch(/not found|node dist/);
  });

  it('tells how to run what is built', async () => {
    await mkdir(join(directory, 'dist'));
    await writeFile(join(directory, 'dist/main.js'), '');
    expect(run('start').errors).toContain('node dist/main.js\n');
  });
});
