import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { CommonModule } from './common/common.module.js';
import { SettingsModule } from './config/settings.module.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { OrderLogModule } from './order-log/order-log.module.js';
import { ProcessingModule } from './processing/processing.module.js';
import { ClusterModule } from './cluster/cluster.module.js';

/** The root module: lists all parts of the service. */
@Module({
  imports: [
    SettingsModule,
    CommonModule,
    HttpModule,
    DatabaseModule,
    ClusterModule,
    // Before the feature modules: listeners are registered at bootstrap, and earlier events are lost.
    EventEmitterModule.forRoot(),
    ScheduleModule.forRoot(),
    OrdersModule,
    ProcessingModule,
    OrderLogModule,
    MetricsModule,
    HealthModule,
  ],
})
export class AppModule {}
