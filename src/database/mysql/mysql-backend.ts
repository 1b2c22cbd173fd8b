import type { DataSource, DataSourceOptions, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { loadOptional } from '../../common/load-optional.js';
import type { Settings } from '../../config/settings.js';
import type { PinnedRange } from '../database-backend.js';
import { impatientSocket } from '../server/impatient-socket.js';
import { PrimaryWatch } from '../server/primary-watch.js';
import { ServerBackend } from '../server/server-backend.js';
import { ServerDataSource } from '../server/server-data-source.js';
import { MYSQL_DIALECT } from './mysql-dialect.js';
import { withPool } from './mysql-pool.js';

/** An option of the driver: by default it does not check the host name of a certificate. */
const SSL = { unverified: { rejectUnauthorized: false }, verified: { verifyIdentity: true } } as const;

/** MySQL 8 and MariaDB. */
export class MysqlBackend extends ServerBackend {
  protected override readonly product = 'MySQL';
  protected override readonly defaultPort = 3306;

  override optionsOf(settings: Settings): DataSourceOptions {
    const { tls, ...address } = this.addressOf(settings);
    const { host, port } = address;
    const limitMs = settings.DATABASE_STATEMENT_TIMEOUT_MS;
    return {
      type: 'mysql',
      connectorPackage: 'mysql2',
      ...address,
      ...(tls !== 'off' && { ssl: { ...SSL[tls] } }),
      charset: 'utf8mb4',
      poolSize: settings.DATABASE_POOL_SIZE,
      connectTimeout: settings.DATABASE_CONNECT_TIMEOUT_MS,
      bigNumberStrings: false,
      invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
      extra: {
        decimalNumbers: true,
        // Idle connections are closed before their silence would count as a failure.
        idleTimeout: limitMs / 2,
        // The driver closes idle connections only if not all of them may stay.
        maxIdle: settings.DATABASE_POOL_SIZE - 1,
        stream: () => impatientSocket(limitMs).connect(port, host).setNoDelay(),
      },
    };
  }

  override async createDataSource(options: DataSourceOptions, settings: Settings): Promise<DataSource> {
    const { default: mysql } = await loadOptional('DATABASE_URL', 'mysql2', () => import('mysql2'));
    const primary = new PrimaryWatch();
    const base = {
      ...options,
      driver: withPool(
        mysql,
        settings.DATABASE_CONNECT_TIMEOUT_MS,
        settings.DATABASE_STATEMENT_TIMEOUT_MS,
        primary,
      ),
    } as DataSourceOptions;
    return new ServerDataSource(
      { ...base, migrations: [] },
      { ...base, entities: [], poolSize: 1, extra: {} } as DataSourceOptions,
      MYSQL_DIALECT,
      primary,
    );
  }

  override pin<Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    { column, parameter, index }: PinnedRange,
  ): void {
    query.useIndex(index).andWhere(`${column} = :${parameter}`);
  }
}
