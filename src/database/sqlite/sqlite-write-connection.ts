import type { Database } from 'sqlite3';
import type { DataSource } from 'typeorm';
import { type Decision, type KeyedRead, WriteConnection } from '../write-connection.js';
import { selectByKey, writeScript } from './sqlite-script.js';

const ROW_ERRORS = new Set(['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_ERROR', 'SQLITE_TOOBIG']);

/**
 * Writes in two trips to SQLite's thread: one to read, one for the whole transaction. The read may stand before it,
 * since this process alone works on the file and the store alone writes in it.
 */
export class SqliteWriteConnection extends WriteConnection {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async commit<Row extends object, Result>(
    read: KeyedRead,
    decide: (rows: Row[]) => Decision<Result>,
  ): Promise<Result> {
    const database = await this.connection();
    const { result, writes } = decide(await select<Row>(database, read));
    const filled = writes.filter(({ rows }) => rows.length > 0);
    if (filled.length > 0) await run(database, writeScript(filled));
    return result;
  }

  override blamesRows(error: unknown): boolean {
    return ROW_ERRORS.has(String((error as { code?: unknown }).code));
  }

  /** TypeORM opens and closes it; its query runner takes one statement at a time. */
  private connection(): Promise<Database> {
    return this.source.createQueryRunner().connect() as Promise<Database>;
  }
}

function select<Row>(database: Database, read: KeyedRead): Promise<Row[]> {
  return new Promise((resolve, reject) =>
    database.all<Row>(selectByKey(read), [JSON.stringify(read.values)], (error, rows) =>
      error ? reject(error) : resolve(rows),
    ),
  );
}

async function run(database: Database, script: string): Promise<void> {
  try {
    await execute(database, script);
  } catch (error) {
    // The failure that counts is the first one. SQLite may have rolled back by itself.
    await execute(database, 'ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function execute(database: Database, script: string): Promise<void> {
  return new Promise((resolve, reject) =>
    database.exec(script, (error) => (error ? reject(error) : resolve())),
  );
}
