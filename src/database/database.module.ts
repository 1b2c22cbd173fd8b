import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Settings } from '../config/settings.js';
import { backendOf, backendOfKind } from './backends.js';
import { DatabaseBackend } from './database-backend.js';
import { KeyedReader } from './keyed-reader.js';
import { CreateOrders1763800000000 } from './migrations/1763800000000-create-orders.js';
import { CoveringIndices1763900000000 } from './migrations/1763900000000-covering-indices.js';
import { OrderTotals1764200000000 } from './migrations/1764200000000-order-totals.js';
import { Snapshots } from './snapshots.js';
import { WriteConnection } from './write-connection.js';

const MIGRATIONS = [CreateOrders1763800000000, CoveringIndices1763900000000, OrderTotals1764200000000];

/** Opens the database of `DATABASE_URL`, brought up to date by its migrations. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Settings],
      useFactory: (settings: Settings) => ({
        ...backendOf(settings).optionsOf(settings),
        migrations: MIGRATIONS,
        autoLoadEntities: true,
        toRetry: () => false,
      }),
      dataSourceFactory: (options) => {
        if (!options) throw new Error('There are no options.');
        return backendOfKind(options.type).createDataSource(options);
      },
    }),
  ],
  providers: [
    { provide: DatabaseBackend, inject: [Settings], useFactory: backendOf },
    {
      provide: KeyedReader,
      inject: [DatabaseBackend, DataSource],
      useFactory: (backend: DatabaseBackend, source: DataSource) => backend.createReader(source),
    },
    {
      provide: WriteConnection,
      inject: [DatabaseBackend, DataSource, KeyedReader],
      useFactory: (backend: DatabaseBackend, source: DataSource, reader: KeyedReader) =>
        backend.createWriter(source, reader),
    },
    {
      provide: Snapshots,
      inject: [DatabaseBackend, DataSource],
      useFactory: (backend: DatabaseBackend, source: DataSource) => backend.createSnapshots(source),
    },
  ],
  exports: [DatabaseBackend, KeyedReader, WriteConnection, Snapshots],
})
export class DatabaseModule {}
