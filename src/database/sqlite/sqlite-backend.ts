import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DataSource, DataSourceOptions, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Clock } from '../../common/clock.js';
import type { Settings } from '../../config/settings.js';
import { DatabaseBackend, type PinnedRange } from '../database-backend.js';
import type { KeyedReader } from '../keyed-reader.js';
import { LongReads } from '../long-reads.js';
import type { Snapshots } from '../snapshots.js';
import type { WriteConnection } from '../write-connection.js';
import { SqliteDataSource, type SqliteOptions } from './sqlite-data-source.js';
import { isFileTrouble } from './sqlite-errors.js';
import { MisplacedFileError } from './file/sqlite-file.js';
import { SqliteKeyedReader } from './sqlite-keyed-reader.js';
import { SqliteSnapshots } from './sqlite-snapshots.js';
import { SqliteWriteConnection } from './sqlite-write-connection.js';

/** How much longer than its own limit a stop may take: a new process waits for the old one as long. */
const STOP_MARGIN_MS = 5000;

/** A file, for this process alone. */
export class SqliteBackend extends DatabaseBackend {
  override readonly isExclusive = true;

  override describe(settings: Settings): string {
    const file = fileOf(settings);
    return `SQLite at ${existsSync(file) ? realpathSync(file) : resolve(file)}`;
  }

  override optionsOf(settings: Settings): SqliteOptions {
    return {
      type: 'sqlite',
      database: fileOf(settings),
      extra: { lockPatienceMs: settings.SHUTDOWN_TIMEOUT_MS + STOP_MARGIN_MS },
    };
  }

  override createDataSource(options: DataSourceOptions): Promise<DataSource> {
    if (options.type !== 'sqlite') throw new Error('These are no options of SQLite.');
    return Promise.resolve(new SqliteDataSource(options));
  }

  override createReader(source: DataSource): KeyedReader {
    return new SqliteKeyedReader(source);
  }

  override createWriter(source: DataSource, reader: KeyedReader): WriteConnection {
    const { writer, file } = source as SqliteDataSource;
    return new SqliteWriteConnection(reader, writer, file);
  }

  override createLongReads(source: DataSource, clock: Clock): LongReads {
    return new LongReads((source as SqliteDataSource).longReads.manager, 1, clock);
  }

  override createSnapshots(source: DataSource): Snapshots {
    return new SqliteSnapshots((source as SqliteDataSource).snapshots);
  }

  override async check(source: DataSource): Promise<void> {
    const problem = (source as SqliteDataSource).file.problem();
    if (problem !== undefined) throw new MisplacedFileError(problem);
    await super.check(source);
  }

  override isAway(error: unknown): boolean {
    return error instanceof MisplacedFileError || isFileTrouble(error);
  }

  /** It keeps no statistics: it takes the index that has most of what is asked for, and spares it the rows. */
  override pin<Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    { column, parameter }: PinnedRange,
  ): void {
    query.andWhere(`${column} = :${parameter}`);
  }
}

function fileOf({ DATABASE_URL }: Settings): string {
  return DATABASE_URL.slice('sqlite:'.length);
}
