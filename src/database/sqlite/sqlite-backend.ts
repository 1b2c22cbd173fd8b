import type { DataSource, DataSourceOptions } from 'typeorm';
import type { Settings } from '../../config/settings.js';
import { DatabaseBackend } from '../database-backend.js';
import type { KeyedReader } from '../keyed-reader.js';
import type { Snapshots } from '../snapshots.js';
import type { WriteConnection } from '../write-connection.js';
import { SqliteDataSource, type SqliteOptions } from './sqlite-data-source.js';
import { MisplacedFileError } from './sqlite-file.js';
import { SqliteKeyedReader } from './sqlite-keyed-reader.js';
import { SqliteSnapshots } from './sqlite-snapshots.js';
import { SqliteWriteConnection } from './sqlite-write-connection.js';

/** How much longer than its own limit a stop may take: a new process waits for the old one as long. */
const STOP_MARGIN_MS = 5000;

const AWAY = /^SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|FULL|NOMEM|CORRUPT|NOTADB)/;

/** A file, for this process alone. */
export class SqliteBackend extends DatabaseBackend {
  override readonly isExclusive = true;

  override optionsOf({ DATABASE_URL, SHUTDOWN_TIMEOUT_MS }: Settings): SqliteOptions {
    return {
      type: 'sqlite',
      database: DATABASE_URL.slice('sqlite:'.length),
      extra: { lockPatienceMs: SHUTDOWN_TIMEOUT_MS + STOP_MARGIN_MS },
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

  override createSnapshots(source: DataSource): Snapshots {
    return new SqliteSnapshots((source as SqliteDataSource).snapshots);
  }

  override problemOf(source: DataSource): Promise<string | undefined> {
    return Promise.resolve((source as SqliteDataSource).file.problem());
  }

  override isAway(error: unknown): boolean {
    return error instanceof MisplacedFileError || AWAY.test(String((error as { code?: unknown }).code));
  }
}
