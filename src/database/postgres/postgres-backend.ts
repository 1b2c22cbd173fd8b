import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { DataSource, DataSourceOptions, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { loadOptional } from '../../common/load-optional.js';
import type { Settings } from '../../config/settings.js';
import type { PinnedRange } from '../database-backend.js';
import { KEEP_ALIVE_MS, impatientSocket } from '../server/impatient-socket.js';
import { PrimaryWatch } from '../server/primary-watch.js';
import { ServerBackend } from '../server/server-backend.js';
import { ServerDataSource } from '../server/server-data-source.js';
import { postgresDialect } from './postgres-dialect.js';
import { withPool } from './postgres-pool.js';

/** How much longer than the server's own time limit to wait for its answer. */
const GRACE_MS = 500;
const SSL = { off: false, unverified: { rejectUnauthorized: false }, verified: true } as const;
/** Type ids of `bigint` and `numeric`. Our values all fit into a JavaScript number exactly. */
const NUMBER_TYPES: readonly number[] = [20, 1700];

export class PostgresBackend extends ServerBackend {
  protected override readonly product = 'PostgreSQL';
  protected override readonly defaultPort = 5432;
  private readonly logger = new Logger('Database');

  override optionsOf(settings: Settings): DataSourceOptions {
    const { tls, ...address } = this.addressOf(settings);
    const limitMs = settings.DATABASE_STATEMENT_TIMEOUT_MS;
    return {
      type: 'postgres',
      ...address,
      ssl: SSL[tls],
      poolSize: settings.DATABASE_POOL_SIZE,
      connectTimeoutMS: settings.DATABASE_CONNECT_TIMEOUT_MS,
      poolErrorHandler: (error: Error) => this.logger.warn(`A connection broke: ${error.message}`),
      invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
      extra: {
        // Idle connections are closed before their silence would count as a failure.
        idleTimeoutMillis: limitMs / 2,
        stream: () => impatientSocket(limitMs + GRACE_MS),
        keepAlive: true,
        keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      },
    };
  }

  /**
   * For a condition on one value the planner may walk an index in list order, from end to end if matching rows are rare. For
   * a list of values it does not.
   */
  override pin<Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    { column, parameter }: PinnedRange,
  ): void {
    query.andWhere(`${column} = ANY(ARRAY[:${parameter}])`).orderBy(column, 'DESC');
  }

  override async createDataSource(options: DataSourceOptions, settings: Settings): Promise<DataSource> {
    const { default: driver } = await loadOptional('DATABASE_URL', 'pg', () => import('pg'));
    const primary = new PrimaryWatch();
    const base = { ...options, driver: withPool(driver, primary) } as DataSourceOptions;
    const perConnection = { types: numbersIn(driver), onConnect: hearErrors };
    return new ServerDataSource(
      { ...base, migrations: [], extra: { ...(options.extra as object), ...perConnection } },
      {
        ...base,
        entities: [],
        poolSize: 1,
        extra: { ...perConnection, keepAlive: true },
      } as DataSourceOptions,
      postgresDialect(settings.DATABASE_STATEMENT_TIMEOUT_MS),
      primary,
    );
  }
}

/** A connection may break while nothing listens to it; such an error would end the process. */
function hearErrors(client: pg.ClientBase): void {
  client.on('error', () => undefined);
}

function numbersIn({ types }: typeof pg): pg.CustomTypesConfig {
  const getTypeParser = (...args: Parameters<typeof types.getTypeParser>): unknown =>
    NUMBER_TYPES.includes(args[0]) ? Number : types.getTypeParser(...args);
  return { getTypeParser: getTypeParser as typeof types.getTypeParser };
}
