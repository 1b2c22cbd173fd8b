import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsListener } from './metrics.listener.js';
import { MetricsService } from './metrics.service.js';
import { OrderCounters } from './order-counters.js';

/** Counts orders. Nobody imports it. */
@Module({
  imports: [OrdersModule],
  controllers: [MetricsController],
  providers: [MetricsService, MetricsListener, OrderCounters],
})
export class MetricsModule {}
