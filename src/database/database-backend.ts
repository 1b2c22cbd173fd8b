import type { DataSource, DataSourceOptions } from 'typeorm';
import type { Settings } from '../config/settings.js';
import type { KeyedReader } from './keyed-reader.js';
import type { Snapshots } from './snapshots.js';
import type { WriteConnection } from './write-connection.js';

/** What a kind of database offers to the rest; it holds no connection itself. */
export abstract class DatabaseBackend {
  /** Whether no other process works on the database while this one does. */
  abstract readonly isExclusive: boolean;

  /** Where the database of the settings is, for people: without a user and a password. */
  abstract describe(settings: Settings): string;

  /** The same in TypeORM's terms. */
  abstract optionsOf(settings: Settings): DataSourceOptions;

  /**
   * The database's connections. `initialize` opens them and brings the schema up to date.
   * @throws Error naming the package that is missing
   */
  abstract createDataSource(options: DataSourceOptions, settings: Settings): Promise<DataSource>;

  abstract createReader(source: DataSource): KeyedReader;
  abstract createWriter(source: DataSource, reader: KeyedReader): WriteConnection;
  abstract createSnapshots(source: DataSource): Snapshots;

  /**
   * Looks whether the tables are there, with all their columns; reads no row.
   * @throws Error that says what is wrong
   */
  async check(source: DataSource): Promise<void> {
    for (const { target } of source.entityMetadatas)
      await source.getRepository(target).createQueryBuilder('t').where('1 = 0').getRawMany();
  }

  /**
   * Whether something failed because the database cannot be reached, cannot work, or has not (any more) what the service
   * works with; not because of what it was asked.
   */
  abstract isAway(error: unknown): boolean;
}
