import type { DataSource, DataSourceOptions } from 'typeorm';
import type { Settings } from '../config/settings.js';
import type { KeyedReader } from './keyed-reader.js';
import type { Snapshots } from './snapshots.js';
import type { WriteConnection } from './write-connection.js';

/** What a kind of database offers to the rest; it holds no connection itself. */
export abstract class DatabaseBackend {
  /** Whether no other process works on the database while this one does. */
  abstract readonly isExclusive: boolean;

  /** Where the database of the settings is, in TypeORM's terms. */
  abstract optionsOf(settings: Settings): DataSourceOptions;

  /**
   * The database's connections. `initialize` opens them and brings the schema up to date.
   * @throws Error naming the package that is missing
   */
  abstract createDataSource(options: DataSourceOptions): Promise<DataSource>;

  abstract createReader(source: DataSource): KeyedReader;
  abstract createWriter(source: DataSource, reader: KeyedReader): WriteConnection;
  abstract createSnapshots(source: DataSource): Snapshots;

  /** Why no order can be stored although the database answers, in words; undefined if nothing is known against it. */
  abstract problemOf(source: DataSource): Promise<string | undefined>;

  /** Whether something failed because the database cannot be reached or cannot work, not because of what it was asked. */
  abstract isAway(error: unknown): boolean;
}
