import { existsSync } from 'node:fs';
import { link, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CopiedRows, COUNT_ROWS } from '../database/sqlite/backup/backup-copy.js';
import { FileFailure } from '../database/sqlite/file/file-failure.js';
import { BareConnection } from '../database/sqlite/sqlite-connection.js';

/**
 * Checks a copy, and turns it into a single file without a log.
 * @throws Error unless it is sound and has these rows
 */
export async function checkCopy(copy: string, rows: CopiedRows, signal: AbortSignal): Promise<void> {
  // A service in a container, or with a private /tmp, may have written to another place of the same name.
  if (!existsSync(copy))
    throw new Error(
      `${copy} was written by the service, but is not to be seen from here: name a place that both see.`,
    );
  const connection = await BareConnection.open(pathToFileURL(copy).href);
  signal.addEventListener('abort', () => connection.interrupt(), { once: true });
  try {
    const problems = await connection.all<{ integrity_check: string }>('PRAGMA integrity_check');
    const [found] = await connection.all<CopiedRows>(COUNT_ROWS);
    const report = problems.map(({ integrity_check }) => integrity_check).join('; ');
    if (report !== 'ok') throw new Error(`The copy is damaged: ${report}`);
    if (found?.orders !== rows.orders || found.entries !== rows.entries)
      throw new Error(`The copy has ${JSON.stringify(found)} instead of ${JSON.stringify(rows)}.`);
    await connection.all('PRAGMA journal_mode = DELETE');
  } finally {
    await connection.close();
  }
}

/** Renames a copy durably. @throws Error if the name is taken */
export async function putInPlace(copy: string, file: string): Promise<void> {
  await sync(copy);
  try {
    await link(copy, file);
    await unlink(copy);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new FileFailure(file, 'cannot be made', error);
    // On a file system without links, reserve the name first, and then replace it.
    await (await open(file, 'wx')).close();
    await rename(copy, file);
  }
  if (process.platform !== 'win32') await sync(dirname(file));
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync();
  await file.close();
}
