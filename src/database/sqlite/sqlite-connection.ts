import sqlite3, { type Database } from 'sqlite3';
import type { DataSource } from 'typeorm';
import { SqliteCopy } from './file/sqlite-copy.js';

/** Flags for every connection. With OPEN_URI the name is a URI, which also selects the locking. */
export const OPEN_FLAGS =
  sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE | sqlite3.OPEN_FULLMUTEX | sqlite3.OPEN_URI;

/** The driver's connection of a data source, which TypeORM opens and closes. Its query runner would cost a third more. */
export function connectionOf(source: DataSource): Promise<Database> {
  return source.createQueryRunner().connect() as Promise<Database>;
}

/** A connection without TypeORM, which never waits for a lock. */
export class BareConnection {
  private constructor(private readonly database: Database) {
    database.configure('busyTimeout', 0);
  }

  static open(uri: string): Promise<BareConnection> {
    return new Promise((resolve, reject) => {
      const database = new sqlite3.Database(uri, OPEN_FLAGS, (error) => {
        if (error) reject(error);
        else resolve(new BareConnection(database));
      });
    });
  }

  all<Row>(statement: string): Promise<Row[]> {
    return new Promise((resolve, reject) =>
      this.database.all<Row>(statement, (error, rows) => (error ? reject(error) : resolve(rows))),
    );
  }

  /** Begins a copy of the database to a file: of its state at the first step, or in the open transaction. */
  copyTo(file: string): Promise<SqliteCopy> {
    return SqliteCopy.begin(this.database, file);
  }

  /** Makes the running statement fail. */
  interrupt(): void {
    this.database.interrupt();
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) =>
      this.database.close((error) => (error ? reject(error) : resolve())),
    );
  }
}
