import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type CopiedRows, removeCopy } from '../database/sqlite/backup/backup-copy.js';
import { backupSocketOf } from '../database/sqlite/backup/backup-socket.js';
import { SqliteFile } from '../database/sqlite/file/sqlite-file.js';
import { checkCopy, putInPlace } from './finished-copy.js';
import { ownCopy } from './own-copy.js';
import type { Progress } from './progress.js';
import { servedCopy } from './served-copy.js';

/**
 * Makes a whole copy of a SQLite database, whether a service works on it or not.
 * @throws Error if that fails, or the signal's reason; nothing is left behind then
 */
export async function backUp(
  database: string,
  name: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<CopiedRows> {
  const target = resolve(name);
  expectFree(target);
  if (!statSync(resolve(database), { throwIfNoEntry: false }))
    throw new Error(`${resolve(database)} is not there.`);
  const copy = `${target}.partial`;
  const rows = await copyTo(copy, new SqliteFile(database), progress, signal);
  try {
    progress.say('All pages copied, checking the copy.');
    await checkCopy(copy, rows, signal);
    signal.throwIfAborted();
    await putInPlace(copy, target);
    return rows;
  } catch (error) {
    await removeCopy(copy);
    signal.throwIfAborted();
    throw error;
  }
}

async function copyTo(
  copy: string,
  file: SqliteFile,
  progress: Progress,
  signal: AbortSignal,
): Promise<CopiedRows> {
  const show = progress.show.bind(progress);
  const address = backupSocketOf(file.realPath);
  const rows = address === undefined ? undefined : await servedCopy(address, copy, show, signal);
  return rows ?? ownCopy(file, copy, show, signal);
}

function expectFree(target: string): void {
  if (statSync(target, { throwIfNoEntry: false })) throw new Error(`${target} is there already.`);
  if (!statSync(dirname(target), { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`${dirname(target)} is no directory.`);
}
