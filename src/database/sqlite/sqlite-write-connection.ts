import type { Database } from 'sqlite3';
import type { DataSource } from 'typeorm';
import type { KeyedRead, KeyedReader } from '../keyed-reader.js';
import { type Decision, type Write, WriteConnection } from '../write-connection.js';
import { connectionOf } from './sqlite-connection.js';
import { isRowTrouble } from './sqlite-errors.js';
import type { SqliteFile } from './file/sqlite-file.js';
import { UnwritableValueError, writeScript } from './sqlite-script.js';

interface Reading {
  readonly keys: ReadonlySet<string>;
  isStale: boolean;
}

/**
 * One commit writes while the next one reads, since each needs a trip to Node's threads for both. Reading outside of the
 * transaction is safe: only this process works on the file, and it writes only here.
 */
export class SqliteWriteConnection extends WriteConnection {
  override readonly lanes = 2;
  /** Resolves when all requested commits have ended. */
  private last: Promise<unknown> = Promise.resolve();
  /** The reads under way. A commit that writes one of their keys makes a read stale. */
  private readonly readings = new Set<Reading>();

  constructor(
    private readonly reader: KeyedReader,
    private readonly writer: DataSource,
    private readonly file: SqliteFile,
  ) {
    super();
  }

  override commit<Result>(read: KeyedRead, decide: (rows: object[]) => Decision<Result>): Promise<Result> {
    const reading: Reading = { keys: new Set(read.values), isStale: false };
    this.readings.add(reading);
    const rows = this.reader.read(read);
    const previous = this.last;
    const committed = Promise.allSettled([rows, previous]).then(async () => {
      this.readings.delete(reading);
      const { result, writes } = decide(reading.isStale ? await this.reader.read(read) : await rows);
      try {
        await this.write(writes);
      } finally {
        // Also after a failure: a failed commit may still have reached the disk.
        this.markStale(reading.keys);
      }
      return result;
    });
    this.last = committed.catch(() => undefined);
    return committed;
  }

  override blamesRows(error: unknown): boolean {
    return error instanceof UnwritableValueError || isRowTrouble(error);
  }

  private async write(writes: readonly Write[]): Promise<void> {
    const filled = writes.filter(({ rows }) => rows.length > 0);
    this.file.assertInPlace();
    if (filled.length === 0) return;
    await run(await connectionOf(this.writer), writeScript(filled));
    // Checked before the acknowledgement: an order in a file that was moved away is lost.
    this.file.assertInPlace();
  }

  private markStale(written: ReadonlySet<string>): void {
    for (const reading of this.readings) {
      if ([...reading.keys].some((key) => written.has(key))) reading.isStale = true;
    }
  }
}

async function run(database: Database, script: string): Promise<void> {
  try {
    await execute(database, script);
  } catch (error) {
    // The first error counts. SQLite may have rolled back by itself.
    await execute(database, 'ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function execute(database: Database, script: string): Promise<void> {
  return new Promise((resolve, reject) =>
    database.exec(script, (error) => (error ? reject(error) : resolve())),
  );
}
