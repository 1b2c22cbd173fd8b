import { Module } from '@nestjs/common';
import { OrderRecount } from '../orders/store/order-recount.js';
import { OrderTotals } from '../orders/totals/order-totals.js';
import { OrdersModule } from '../orders/orders.module.js';
import { MemoryOrderCounters } from './counters/memory-order-counters.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsListener } from './metrics.listener.js';
import { MetricsService } from './metrics.service.js';
import { OrderCounters } from './counters/order-counters.js';
import { TotalsOrderCounters } from './counters/totals-order-counters.js';

/** Counts orders. No other module imports it. */
@Module({
  imports: [OrdersModule],
  controllers: [MetricsController],
  providers: [
    MetricsService,
    MetricsListener,
    {
      provide: OrderCounters,
      inject: [OrderRecount, OrderTotals],
      useFactory: createCounters,
    },
  ],
})
export class MetricsModule {}

/** A single process counts in memory; several instances share the totals in their database. */
function createCounters(orders: OrderRecount, totals: OrderTotals): OrderCounters {
  return totals.areKept ? new TotalsOrderCounters(totals) : new MemoryOrderCounters(orders);
}
