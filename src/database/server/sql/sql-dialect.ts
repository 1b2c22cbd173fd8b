import type { DataSource } from 'typeorm';
import type { Complaints } from '../requirements.js';

/** A column of a table that travels as JSON: `c0`, `c1`, …, of this type. */
export interface JsonColumn {
  readonly name: string;
  /** As TypeORM's driver calls it. */
  readonly type: string;
}

/** What PostgreSQL and MySQL say differently. Names are the code's own, never a client's text. */
export interface SqlDialect {
  /** Begins a transaction that sees what others have committed before each of its statements. */
  readonly begin: readonly string[];
  /** Shortens the wait of a transaction for locked rows, where the database allows a wait below a second. */
  readonly shortenLockWait: readonly string[];
  /** Sets the usual wait again. */
  readonly restoreLockWait: readonly string[];
  /** Makes the next statement outside of a transaction see uncommitted rows; null where the database cannot. */
  readonly peek: string | null;
  /** Begins one that only reads, and all of it at the same moment. */
  readonly beginSnapshot: readonly string[];
  /** Begins one that may take as long as it needs. */
  readonly beginMigrations: readonly string[];
  /**
   * Waits within that transaction until no other instance brings the schema up to date: `taken` is 1 then. The lock goes
   * with the transaction, or with its connection.
   */
  readonly lockMigrations: string;

  /** Asks a server how it is set up, and for what the service's user may do. */
  examine(source: DataSource): Promise<Complaints>;

  readonly quoted: (name: string) => string;

  /** A table `r` out of the one parameter, a JSON list of objects. */
  jsonRows(columns: readonly JsonColumn[]): string;

  /** A table `t`, joined to `r` where the key is its `c0`, by an index on the key alone. */
  joinByKey(table: string, key: string): string;

  /**
   * Whether a deadlock holds everybody up, so that new rows have to go in by the order of their keys. `insert` does that
   * for the rows of one statement.
   */
  readonly mustInsertInKeyOrder: boolean;

  /**
   * Inserts all of `rows`, and gives them their ids in the order in which they stand there.
   * @param key index of a unique column, a text: where it must be, rows go in by the order of its bytes, so that two who insert
   * the same rows do not lock each other out
   */
  insert(table: string, columns: readonly string[], rows: string, key: number): string;

  /** @param changes assigns columns of `r` to columns of the table */
  update(table: string, key: string, rows: string, changes: ReadonlyMap<string, string>): string;

  delete(table: string, key: string, rows: string): string;

  /** Runs a statement on a driver's connection. @returns its rows, if it has any */
  run(connection: unknown, statement: string, parameters?: readonly string[]): Promise<object[]>;

  /** Breaks a connection off whose state is not known. */
  abandon(connection: unknown): void;
}
