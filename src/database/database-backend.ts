import type { DataSource, DataSourceOptions, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Clock } from '../common/clock.js';
import type { Settings } from '../config/settings.js';
import type { KeyedReader } from './keyed-reader.js';
import type { LongReads } from './long-reads.js';
import type { Snapshots } from './snapshots.js';
import type { WriteConnection } from './write-connection.js';

/** Rows whose column has the value of a query builder's parameter, and the index that begins with the column. */
export interface PinnedRange {
  readonly column: string;
  readonly parameter: string;
  readonly index: string;
}

/** What a kind of database offers to the rest; it holds no connection itself. */
export abstract class DatabaseBackend {
  /** Whether no other process works on the database while this one does. */
  abstract readonly isExclusive: boolean;

  /** Location of the configured database for people, without user and password. */
  abstract describe(settings: Settings): string;

  /** TypeORM options for the configured database. */
  abstract optionsOf(settings: Settings): DataSourceOptions;

  /**
   * The database's connections. `initialize` opens them and brings the schema up to date.
   * @throws Error naming the package that is missing
   */
  abstract createDataSource(options: DataSourceOptions, settings: Settings): Promise<DataSource>;

  abstract createReader(source: DataSource): KeyedReader;
  abstract createWriter(source: DataSource, reader: KeyedReader): WriteConnection;
  abstract createLongReads(source: DataSource, clock: Clock): LongReads;
  abstract createSnapshots(source: DataSource): Snapshots;

  /** Narrows a query so that the planner must use this index, whatever its statistics say. */
  abstract pin<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, range: PinnedRange): void;

  /**
   * Checks that all tables exist, with all their columns; reads no row.
   * @throws Error that says what is wrong
   */
  async check(source: DataSource): Promise<void> {
    for (const { target } of source.entityMetadatas)
      await source.getRepository(target).createQueryBuilder('t').where('1 = 0').getRawMany();
  }

  /**
   * Whether an error means that the database is unreachable, cannot work, or lacks tables that the service needs; not that
   * the request was wrong.
   */
  abstract isAway(error: unknown): boolean;
}
