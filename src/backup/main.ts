import 'reflect-metadata';
import { resolve } from 'node:path';
import { loadSettings } from '../config/settings.module.js';
import { backendOf } from '../database/backends.js';
import { backUp } from './backup.js';
import { Progress } from './progress.js';

const USAGE = 'npm run backup -- FILE';

/** The tools for other databases. */
const TOOLS: Readonly<Record<string, string>> = {
  postgres: 'pg_dump',
  mysql: 'mysqldump --single-transaction',
};

const EXIT_FAILED = 1;
const EXIT_INTERRUPTED = 130;

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => interrupted.abort(new Error('Broken off.')));

async function main(): Promise<void> {
  const [name, ...others] = process.argv.slice(2);
  if (name === undefined || others.length > 0) throw new Error(`One file is needed: ${USAGE}`);
  const settings = loadSettings();
  const options = backendOf(settings).optionsOf(settings);
  if (options.type !== 'sqlite')
    throw new Error(`This is for SQLite; DATABASE_URL names a server: use ${TOOLS[options.type]}.`);
  const progress = new Progress();
  const { orders, entries } = await backUp(options.database, name, progress, interrupted.signal);
  progress.say(`${resolve(name)} has ${orders} orders and ${entries} entries of their timelines.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`No backup was made: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = interrupted.signal.aborted ? EXIT_INTERRUPTED : EXIT_FAILED;
});
