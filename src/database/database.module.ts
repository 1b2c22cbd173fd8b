import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Settings } from '../config/settings.js';
import { CreateOrders1763800000000 } from './migrations/1763800000000-create-orders.js';
import { CoveringIndices1763900000000 } from './migrations/1763900000000-covering-indices.js';
import { SNAPSHOT_CONNECTION } from './snapshot-connection.js';
import { Snapshots } from './snapshots.js';
import { SqlDialect } from './sql-dialect.js';
import { SqliteDataSource } from './sqlite/sqlite-data-source.js';
import { SqliteDialect } from './sqlite/sqlite-dialect.js';
import { WRITE_CONNECTION } from './write-connection.js';

const MIGRATIONS = [CreateOrders1763800000000, CoveringIndices1763900000000];

/** Opens the database of `DATABASE_URL`, brought up to date by its migrations. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Settings],
      useFactory: ({ DATABASE_URL }: Settings) => ({
        type: 'sqlite',
        database: DATABASE_URL.slice('sqlite:'.length),
        migrations: MIGRATIONS,
        autoLoadEntities: true,
        toRetry: () => false,
      }),
      dataSourceFactory: (options) => {
        if (options?.type !== 'sqlite') throw new Error('Only SQLite is known.');
        return Promise.resolve(new SqliteDataSource(options));
      },
    }),
  ],
  providers: [
    { provide: SqlDialect, useClass: SqliteDialect },
    {
      provide: WRITE_CONNECTION,
      inject: [DataSource],
      useFactory: (sqlite: SqliteDataSource) => sqlite.writer,
    },
    {
      provide: SNAPSHOT_CONNECTION,
      inject: [DataSource],
      useFactory: (sqlite: SqliteDataSource) => sqlite.snapshots,
    },
    Snapshots,
  ],
  exports: [SqlDialect, WRITE_CONNECTION, Snapshots],
})
export class DatabaseModule {}
