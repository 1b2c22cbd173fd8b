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

/** As SQLite makes them. */
const FILE_MODE = 0o644;
/** Enough to need room of its own on a disk. */
const PROBE = Buffer.alloc(4096);
/** Where a database says how it is read and written (two bytes), and what it says when it has no log. */
const FORMAT_AT = 18;
const FORMAT_WITHOUT_LOG = 1;

/** The one name of a file that may have many, by links; it need not be there yet. Makes its directory. */
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
 * Shows that SQLite can work on a file, which is made if it is not there. It opens and closes the file, and with that
 * this process loses what it has locked in it: not for a file that is in use.
 * @throws Error with the path and what is wrong there
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

/** SQLite would write a log that belongs to another database into this one, or throw away the log of one that is gone. */
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
