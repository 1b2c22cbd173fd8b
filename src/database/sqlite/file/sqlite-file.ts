import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reasonOf } from './file-failure.js';
import { identityOf } from './file-identity.js';
import { realPathOf } from './sqlite-place.js';

/** Windows lacks this kind of lock: there SQLite uses its default, and a lock file helps (see SqliteLock). */
const VFS = process.platform === 'win32' ? '' : '?vfs=unix-excl';

/** The database file was moved or replaced: whatever is written now would be lost. */
export class MisplacedFileError extends Error {
  override readonly name = 'MisplacedFileError';
}

/** A database file and its log: their paths, and whether the open files are still there. */
export class SqliteFile {
  /** The path from the settings, absolute. */
  readonly path: string;
  /** The path without links: SQLite derives the name of the log from it. */
  readonly realPath: string;
  private readonly opened = new Map<string, string | undefined>();

  /** Creates the directory. @throws Error if that fails */
  constructor(file: string) {
    this.path = resolve(file);
    this.realPath = realPathOf(this.path);
  }

  /** The URI for SQLite: all connections of this process share one lock on the file, which keeps other processes out. */
  get uri(): string {
    return `${pathToFileURL(this.realPath).href}${VFS}`;
  }

  get log(): string {
    return `${this.realPath}-wal`;
  }

  /** Call it once SQLite has opened both files. */
  remember(): void {
    for (const path of [this.path, this.log]) this.opened.set(path, identityOf(path));
  }

  /** Describes what is wrong with the files' places; undefined if nothing is. Takes some microseconds. */
  problem(): string | undefined {
    for (const [path, identity] of this.opened) {
      const problem = compare(path, identity);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  /** @throws MisplacedFileError */
  assertInPlace(): void {
    const problem = this.problem();
    if (problem !== undefined) throw new MisplacedFileError(problem);
  }

  /** Whether another file has the log's name now: closing the database would delete that file. */
  get isLogReplaced(): boolean {
    const current = identityOf(this.log);
    return current !== undefined && this.opened.has(this.log) && current !== this.opened.get(this.log);
  }
}

function compare(path: string, opened: string | undefined): string | undefined {
  try {
    const current = identityOf(path);
    if (current === opened) return undefined;
    return current === undefined ? `${path} was moved or removed` : `${path} was replaced by another file`;
  } catch (error) {
    return `${path} cannot be looked at: ${reasonOf(error)}`;
  }
}
