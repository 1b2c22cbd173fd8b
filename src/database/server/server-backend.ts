import type { DataSource } from 'typeorm';
import { DatabaseBackend } from '../database-backend.js';
import type { KeyedReader } from '../keyed-reader.js';
import type { Snapshots } from '../snapshots.js';
import type { WriteConnection } from '../write-connection.js';
import { isServerTrouble } from './error-classes.js';
import { ServerKeyedReader } from './server-keyed-reader.js';
import { ServerSnapshots } from './server-snapshots.js';
import { ServerWriteConnection } from './server-write-connection.js';
import type { SqlDialect } from './sql-dialect.js';

/** A database server, which other instances work on as well. */
export abstract class ServerBackend extends DatabaseBackend {
  override readonly isExclusive = false;
  protected abstract readonly dialect: SqlDialect;

  override createReader(source: DataSource): KeyedReader {
    return new ServerKeyedReader(source, this.dialect);
  }

  override createWriter(source: DataSource): WriteConnection {
    return new ServerWriteConnection(source, this.dialect);
  }

  override createSnapshots(source: DataSource): Snapshots {
    return new ServerSnapshots(source, this.dialect);
  }

  override problemOf(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  override isAway(error: unknown): boolean {
    return isServerTrouble(error);
  }
}
