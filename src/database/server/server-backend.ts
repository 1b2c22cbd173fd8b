import type { DataSource } from 'typeorm';
import type { Clock } from '../../common/clock.js';
import type { Settings } from '../../config/settings.js';
import type { Tls } from '../../config/server-url-parameters.js';
import { DatabaseBackend } from '../database-backend.js';
import type { KeyedReader } from '../keyed-reader.js';
import { LongReads } from '../long-reads.js';
import type { Snapshots } from '../snapshots.js';
import type { WriteConnection } from '../write-connection.js';
import { isServerTrouble, isSetupTrouble } from './sql/error-classes.js';
import { addressOf, type ServerAddress } from './server-address.js';
import { ServerKeyedReader } from './server-keyed-reader.js';
import { ServerSnapshots } from './server-snapshots.js';
import { ServerWriteConnection } from './server-write-connection.js';
import type { ServerPool } from './server-pool.js';

const ENCRYPTION: Readonly<Record<Tls, string>> = {
  off: 'not encrypted',
  unverified: 'TLS, certificate not verified',
  verified: 'TLS, verified',
};

/** A database server, which other instances may share. */
export abstract class ServerBackend extends DatabaseBackend {
  override readonly isExclusive = false;
  /** Its name for people. */
  protected abstract readonly product: string;
  protected abstract readonly defaultPort: number;

  override describe(settings: Settings): string {
    const { host, port, database, tls } = this.addressOf(settings);
    const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    return `${this.product} on ${place}, database ${database} (${ENCRYPTION[tls]})`;
  }

  override createReader(source: DataSource): KeyedReader {
    return new ServerKeyedReader(poolOf(source));
  }

  override createWriter(source: DataSource): WriteConnection {
    return new ServerWriteConnection(poolOf(source));
  }

  /** Half of the pool is left to everything else. */
  override createLongReads(source: DataSource, clock: Clock): LongReads {
    const { poolSize = 2 } = source.options as { poolSize?: number };
    return new LongReads(source.manager, Math.floor(poolSize / 2), clock);
  }

  override createSnapshots(source: DataSource): Snapshots {
    return new ServerSnapshots(poolOf(source));
  }

  override isAway(error: unknown): boolean {
    return isServerTrouble(error) || isSetupTrouble(error);
  }

  protected addressOf({ DATABASE_URL }: Settings): ServerAddress {
    return addressOf(DATABASE_URL, this.defaultPort);
  }
}

/** It has made its own connections. */
function poolOf(source: DataSource): ServerPool {
  return source as ServerPool;
}
