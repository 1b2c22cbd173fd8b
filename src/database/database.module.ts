import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import { backendOf } from './backends.js';
import { DatabaseBackend } from './database-backend.js';
import { DatabaseHealth } from './database-health.js';
import { KeyedReader } from './keyed-reader.js';
import { LongReads } from './long-reads.js';
import { CreateOrders1763800000000 } from './migrations/1763800000000-create-orders.js';
import { CoveringIndices1763900000000 } from './migrations/1763900000000-covering-indices.js';
import { WideKeys1764000000000 } from './migrations/1764000000000-wide-keys.js';
import { UserStatusIndices1764100000000 } from './migrations/1764100000000-user-status-indices.js';
import { OrderTotals1764200000000 } from './migrations/1764200000000-order-totals.js';
import { DatabaseIdentity1764300000000 } from './migrations/1764300000000-database-identity.js';
import { EventPositions1764400000000 } from './migrations/1764400000000-event-positions.js';
import { type OpeningOptions, openDatabase } from './open-database.js';
import { Snapshots } from './snapshots.js';
import { WriteConnection } from './write-connection.js';

/** In the order in which they run. */
export const MIGRATIONS = [
  CreateOrders1763800000000,
  CoveringIndices1763900000000,
  WideKeys1764000000000,
  UserStatusIndices1764100000000,
  OrderTotals1764200000000,
  DatabaseIdentity1764300000000,
  EventPositions1764400000000,
];

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
        settings,
      }),
      dataSourceFactory: (options) => {
        if (!options) throw new Error('There are no options.');
        return openDatabase(options as OpeningOptions);
      },
    }),
  ],
  providers: [
    DatabaseHealth,
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
      provide: LongReads,
      inject: [DatabaseBackend, DataSource, Clock],
      useFactory: (backend: DatabaseBackend, source: DataSource, clock: Clock) =>
        backend.createLongReads(source, clock),
    },
    {
      provide: Snapshots,
      inject: [DatabaseBackend, DataSource],
      useFactory: (backend: DatabaseBackend, source: DataSource) => backend.createSnapshots(source),
    },
  ],
  exports: [DatabaseBackend, DatabaseHealth, KeyedReader, WriteConnection, LongReads, Snapshots],
})
export class DatabaseModule {}
