import type { DataSource } from 'typeorm';
import type { Complaints } from '../requirements.js';

/** A column of a table that is sent as JSON: `c0`, `c1`, …, of this type. */
export interface JsonColumn {
  readonly name: string;
  /** The name in TypeORM's driver. */
  readonly type: string;
}

/** What makes statements of a transaction fail when they wait for a lock. */
interface ShortWait {
  /** Statements that begin it, and end it. */
  readonly begin: readonly string[];
  readonly end: readonly string[];
  /** What each statement in between becomes. */
  readonly limit: (statement: string) => string;
}

/** The SQL that differs between PostgreSQL and MySQL. Names are the code's own, never a client's text. */
export interface SqlDialect {
  /** Begins a transaction whose statements each see what was committed before them (READ COMMITTED). */
  readonly begin: readonly string[];
  /** Limits the wait for locked rows to a fraction of a second, where the database can. */
  readonly shortWait: ShortWait;
  /** Makes the next statement outside of a transaction see uncommitted rows; null where the database cannot. */
  readonly peek: string | null;
  /** Begins a read-only transaction on a snapshot. */
  readonly beginSnapshot: readonly string[];
  /** Begins a transaction without time limits. */
  readonly beginMigrations: readonly string[];
  /**
   * In that transaction, waits until no other instance migrates the schema; `taken` is 1 then. The lock ends with the
   * transaction, or with its connection.
   */
  readonly lockMigrations: string;

  /** Checks the settings of a server, and the rights of the service's user. */
  examine(source: DataSource): Promise<Complaints>;

  readonly quoted: (name: string) => string;

  /** A table `r` made from the only parameter, a JSON list of objects. */
  jsonRows(columns: readonly JsonColumn[]): string;

  /** A table `t`, joined to `r` where its key equals `c0`; it is read by the index on the key only. */
  joinByKey(table: string, key: string): string;

  /**
   * Whether deadlocks are costly, so that new rows must be inserted in the order of their keys. `insert` does so within one
   * statement.
   */
  readonly mustInsertInKeyOrder: boolean;

  /**
   * Inserts all of `rows`; their ids follow their order.
   * @param key index of a unique text column; where it matters, rows are inserted in the order of its bytes, so that two
   * transactions that insert the same rows do not deadlock
   */
  insert(table: string, columns: readonly string[], rows: string, key: number): string;

  /** @param changes expressions over `r` by columns of the table */
  update(table: string, key: string, rows: string, changes: ReadonlyMap<string, string>): string;

  delete(table: string, key: string, rows: string): string;

  /** Runs a statement on a driver's connection. @returns its rows, if it has any */
  run(connection: unknown, statement: string, parameters?: readonly string[]): Promise<object[]>;

  /** Closes a connection in an unknown state. */
  abandon(connection: unknown): void;
}
