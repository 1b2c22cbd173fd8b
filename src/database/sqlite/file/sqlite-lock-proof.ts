import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

/** Where Linux lists locks, and the pattern of SQLite's lock for this process. */
const LIST = '/proc/locks';
const OURS = new RegExp(
  String.raw`^\d+: POSIX +ADVISORY +WRITE ${process.pid} \S+ 1073741826 1073742335$`,
  'm',
);

/** Ends with code 0 only if SQLite keeps it out. */
const INTRUDER = `
  const [, sqlite3, file] = process.argv;
  const { Database, OPEN_READONLY } = require(sqlite3);
  const database = new Database(file, OPEN_READONLY);
  database.configure('busyTimeout', 0);
  database.get('SELECT 1 FROM sqlite_schema LIMIT 1', (error) => process.exit(error?.code === 'SQLITE_BUSY' ? 0 : 1));
`;

/**
 * Proves that the lock keeps other processes out: on some network file systems, locks succeed but have no effect. A lock that
 * the kernel lists is proof enough. Otherwise another process tries to open the database, which takes a moment.
 * @throws Error if it succeeds
 */
export async function proveExclusive(path: string): Promise<void> {
  if (process.platform !== 'win32' && !isListed()) await sendIntruder(path);
}

/** @throws Error if another process can read a database that this one has locked */
export async function sendIntruder(path: string): Promise<void> {
  const sqlite3 = createRequire(import.meta.url).resolve('sqlite3');
  try {
    await promisify(execFile)(process.execPath, ['-e', INTRUDER, sqlite3, path]);
  } catch (error) {
    throw new Error(`${path} is on a file system that does not keep other processes out by locks.`, {
      cause: error,
    });
  }
}

function isListed(): boolean {
  try {
    return OURS.test(readFileSync(LIST, 'latin1'));
  } catch {
    return false;
  }
}
