import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Logger } from '@nestjs/common';
import { identityOf } from './file-identity.js';
import { BareConnection } from '../sqlite-connection.js';
import type { SqliteFile } from './sqlite-file.js';
import { proveExclusive } from './sqlite-lock-proof.js';
import { provePlace } from './sqlite-place.js';

const RETRY_EVERY_MS = 250;
/** With this mode SQLite locks the inode, not the name, for the whole process. */
const FIRST_READ = 'SELECT 1 FROM sqlite_schema LIMIT 1';
/** On Windows such a lock allows only one connection, so a file beside the database is locked instead. */
const IS_LOCK_FILE = process.platform === 'win32';

const LOGGER = new Logger('Database');

/** The files locked by this process: the operating system would allow the same process a second lock. */
const HELD = new Set<string>();

/**
 * Locks a database file for this process. The operating system releases the lock when the process ends, in whatever way.
 */
export class SqliteLock {
  private constructor(
    private readonly identity: string,
    private readonly holder: BareConnection,
  ) {}

  /**
   * @param patienceMs how long to wait for another process that holds it
   * @throws Error if it holds the file for longer, or if SQLite cannot work on the file
   */
  static async take(file: SqliteFile, patienceMs: number): Promise<SqliteLock> {
    const identity = claim(file);
    let holder: BareConnection | undefined;
    try {
      holder = await BareConnection.open(
        IS_LOCK_FILE ? pathToFileURL(`${file.realPath}.lock`).href : file.uri,
      );
      await whenFree(file, holder, patienceMs);
      await proveExclusive(file.realPath);
      return new SqliteLock(identity, holder);
    } catch (error) {
      await holder?.close();
      HELD.delete(identity);
      throw error;
    }
  }

  async release(): Promise<void> {
    await this.holder.close();
    this.forget();
  }

  /** For a file that must stay open: the lock ends with the process. */
  forget(): void {
    HELD.delete(this.identity);
  }
}

/** Synchronous: once the file is open in this process, `provePlace` would release its lock. */
function claim({ path, realPath }: SqliteFile): string {
  const known = identityOf(realPath);
  if (known !== undefined && HELD.has(known)) throw new Error(`This process already works on ${path}.`);
  provePlace(realPath);
  const identity = identityOf(realPath) ?? realPath;
  HELD.add(identity);
  return identity;
}

async function whenFree({ path }: SqliteFile, holder: BareConnection, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let tries = 1; ; tries++) {
    try {
      await holder.all(IS_LOCK_FILE ? 'BEGIN EXCLUSIVE' : FIRST_READ);
      return;
    } catch (error) {
      if (!isBusy(error)) throw new Error(`${path} cannot be used: ${describe(error)}`, { cause: error });
      if (performance.now() >= deadline)
        throw new Error(`Another process already works on ${path}. One SQLite file serves one process.`, {
          cause: error,
        });
      if (tries === 1)
        LOGGER.warn(`Another process works on ${path}: waiting up to ${patienceMs} ms for it to stop.`);
    }
    await pause(RETRY_EVERY_MS);
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}

function isBusy(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_BUSY';
}

function describe(error: unknown): string {
  if (codeOf(error) === 'SQLITE_NOTADB') return 'it is not a SQLite database.';
  return error instanceof Error ? error.message : String(error);
}
