import { statSync } from 'node:fs';
import { type CopiedRows, type CopyProgress, copyDatabase } from '../database/sqlite/backup/backup-copy.js';
import type { SqliteFile } from '../database/sqlite/file/sqlite-file.js';
import { SqliteLock } from '../database/sqlite/file/sqlite-lock.js';

/**
 * Makes the copy while no service runs; none can start until it is done.
 * @throws Error if it fails; the target is not there then
 */
export async function ownCopy(
  file: SqliteFile,
  target: string,
  onProgress: (progress: CopyProgress) => void,
  signal: AbortSignal,
): Promise<CopiedRows> {
  // Taking the lock would create the file.
  if (!statSync(file.realPath, { throwIfNoEntry: false })) throw new Error(`${file.path} is not there.`);
  const lock = await lockOn(file);
  try {
    return await copyDatabase(file.uri, target, onProgress, signal);
  } finally {
    await lock.release();
  }
}

async function lockOn(file: SqliteFile): Promise<SqliteLock> {
  try {
    return await SqliteLock.take(file, 0);
  } catch (error) {
    throw new Error(`No service answers, and without one: ${(error as Error).message}`, { cause: error });
  }
}
