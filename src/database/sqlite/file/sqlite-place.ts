import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FileFailure } from './file-failure.js';

/** The mode of files that SQLite creates. */
const FILE_MODE = 0o644;
/** Large enough to need a disk block of its own. */
const PROBE = Buffer.alloc(4096);
/** Offset of the two bytes of a database header that tell its journal mode, and their value without a write-ahead log. */
const FORMAT_AT = 18;
const FORMAT_WITHOUT_LOG = 1;

/** Resolves all links of a path, whose file need not exist yet. Creates its directory. */
export function realPathOf(path: string): string {
  const directory = dirname(path);
  attempt(directory, 'cannot be made', () => mkdirSync(directory, { recursive: true }));
  if (attempt(path, 'cannot be looked at', () => statSync(path, { throwIfNoEntry: false })))
    return realpathSync(path);
  if (lstatSync(path, { throwIfNoEntry: false }))
    throw new Error(`${path} is a link to a file that is not there.`);
  return join(realpathSync(directory), basename(path));
}

/**
 * Proves that SQLite can work on a file, and creates it if it is missing. It opens and closes the file, which releases this
 * process's locks on it: do not use it for an open database.
 * @throws Error with the path and the cause
 */
export function provePlace(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats && !stats.isFile()) throw new Error(`${path} is not a file.`);
  if (stats && stats.nlink > 1)
    throw new Error(
      `${path} has ${stats.nlink} names (hard links). Its log would have as many, and orders would be lost: leave one.`,
    );
  refuseForeignLog(path, stats?.size ?? 0);
  proveDirectory(path);
  proveWritable(path, 'a');
  for (const beside of [`${path}-wal`, `${path}-journal`])
    if (statSync(beside, { throwIfNoEntry: false })) proveWritable(beside, 'r+');
}

/** SQLite would apply the log of another database to this one, or delete the log of a missing one. */
function refuseForeignLog(path: string, size: number): void {
  const log = `${path}-wal`;
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  if (size === 0)
    throw new Error(`${path} is missing or empty, but its log ${log} is not: is it another file's?`);
  if (formatOf(path) === FORMAT_WITHOUT_LOG)
    throw new Error(`${log} belongs to another database than ${path}: was that restored? Move the log away.`);
}

function formatOf(path: string): number | undefined {
  return attempt(path, 'cannot be read', () => {
    const file = openSync(path, 'r');
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, FORMAT_AT);
    closeSync(file);
    return byte[0];
  });
}

function proveDirectory(path: string): void {
  attempt(dirname(path), 'cannot be written', () => {
    const probe = `${path}-probe-${process.pid}`;
    const file = openSync(probe, 'w');
    try {
      writeSync(file, PROBE);
      fsyncSync(file);
    } finally {
      closeSync(file);
      rmSync(probe);
    }
  });
}

function proveWritable(path: string, flag: string): void {
  attempt(path, 'cannot be written', () => closeSync(openSync(path, flag, FILE_MODE)));
}

function attempt<Result>(path: string, what: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new FileFailure(path, what, error);
  }
}
