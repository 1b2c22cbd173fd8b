import { open, rm } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { FileFailure } from '../file/file-failure.js';
import { BareConnection } from '../sqlite-connection.js';

/** Pages per step: a megabyte, so that nobody waits long for the disk or for a thread. */
const STEP_PAGES = 256;
const OWNER_ONLY = 0o600;

/** How many rows there are at the moment that is copied. */
export interface CopiedRows {
  readonly orders: number;
  readonly entries: number;
}

/** In pages. */
export interface CopyProgress {
  readonly copied: number;
  readonly total: number;
}

export const COUNT_ROWS = `SELECT (SELECT COUNT(*) FROM orders) AS orders, (SELECT COUNT(*) FROM order_timeline) AS entries`;

/**
 * Copies a database as it is at the beginning, on a connection of its own, while others write to it.
 * @param uri of the database
 * @param target a file that is not there yet, and is not there after a failure either
 * @throws Error if it fails, or the signal's reason
 */
export async function copyDatabase(
  uri: string,
  target: string,
  onProgress: (progress: CopyProgress) => void,
  signal: AbortSignal,
): Promise<CopiedRows> {
  await make(target);
  const connection = await BareConnection.open(uri);
  try {
    // The moment is that of the first read.
    await connection.all('BEGIN');
    const [rows] = await connection.all<CopiedRows>(COUNT_ROWS);
    const copy = await connection.copyTo(target);
    try {
      while (!(await copy.step(STEP_PAGES))) {
        onProgress(copy.progress);
        await turn();
        signal.throwIfAborted();
      }
    } finally {
      await copy.finish();
    }
    return rows ?? { orders: 0, entries: 0 };
  } catch (error) {
    await removeCopy(target);
    throw error;
  } finally {
    await connection.all('ROLLBACK').catch(() => undefined);
    await connection.close();
  }
}

/** With what SQLite puts beside it. */
export async function removeCopy(target: string): Promise<void> {
  for (const suffix of ['', '-journal', '-wal', '-shm']) await rm(`${target}${suffix}`, { force: true });
}

async function make(target: string): Promise<void> {
  try {
    await (await open(target, 'wx', OWNER_ONLY)).close();
  } catch (error) {
    throw new FileFailure(target, 'cannot be made', error);
  }
}
