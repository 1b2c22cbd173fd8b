import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reasonOf } from './file-failure.js';
import { identityOf } from './file-identity.js';
import { realPathOf } from './sqlite-place.js';

/** Windows has no such thing: there SQLite's own default it is, and a lock file (see SqliteLock). */
const VFS = process.platform === 'win32' ? '' : '?vfs=unix-excl';

/** The database is not, or not only, where it was opened: what is written now nobody will find again. */
export class MisplacedFileError extends Error {
  override readonly name = 'MisplacedFileError';
}

/** A database file and its log: where they are, and whether these are still the ones that are open. */
export class SqliteFile {
  /** As the settings name it, absolute. */
  readonly path: string;
  /** Without links: SQLite names the log after it. */
  readonly realPath: string;
  private readonly opened = new Map<string, string | undefined>();

  /** Makes the directory. @throws Error if that cannot be */
  constructor(file: string) {
    this.path = resolve(file);
    this.realPath = realPathOf(this.path);
  }

  /** For SQLite: each connection that opens it shares one lock on the file, which no other process gets past. */
  get uri(): string {
    return `${pathToFileURL(this.realPath).href}${VFS}`;
  }

  get log(): string {
    return `${this.realPath}-wal`;
  }

  /** To be called once SQLite has opened both files. */
  remember(): void {
    for (const path of [this.path, this.log]) this.opened.set(path, identityOf(path));
  }

  /** What is wrong with where the files are, in words; undefined if nothing is. Takes some microseconds. */
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

  /** Whether another file has taken the log's name: to close the database would remove that one. */
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
