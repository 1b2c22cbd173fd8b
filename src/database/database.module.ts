import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Settings } from '../config/settings.js';
import { CreateOrders1763800000000 } from './migrations/1763800000000-create-orders.js';
import { KeyedReader } from './keyed-reader.js';
import { CoveringIndices1763900000000 } from './migrations/1763900000000-covering-indices.js';
import { Snapshots } from './snapshots.js';
import { SqliteDataSource } from './sqlite/sqlite-data-source.js';
import { SqliteKeyedReader } from './sqlite/sqlite-keyed-reader.js';
import { SqliteSnapshots } from './sqlite/sqlite-snapshots.js';
import { SqliteWriteConnection } from './sqlite/sqlite-write-connection.js';
import { WriteConnection } from './write-connection.js';

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
    {
      provide: KeyedReader,
      inject: [DataSource],
      useFactory: (sqlite: DataSource) => new SqliteKeyedReader(sqlite),
    },
    {
      provide: WriteConnection,
      inject: [KeyedReader, DataSource],
      useFactory: (reader: KeyedReader, { writer }: SqliteDataSource) =>
        new SqliteWriteConnection(reader, writer),
    },
    {
      provide: Snapshots,
      inject: [DataSource],
      useFactory: ({ snapshots }: SqliteDataSource) => new SqliteSnapshots(snapshots),
    },
  ],
  exports: [KeyedReader, WriteConnection, Snapshots],
})
export class DatabaseModule {}
