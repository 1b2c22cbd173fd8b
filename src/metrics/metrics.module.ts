import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Settings, mayHavePeers } from '../config/settings.js';
import { OrderTally } from '../orders/order-tally.js';
import { OrdersModule } from '../orders/orders.module.js';
import { Leadership } from '../redis/leadership.js';
import { RedisLink } from '../redis/redis-link.js';
import { MemoryOrderCounters } from './memory-order-counters.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsListener } from './metrics.listener.js';
import { MetricsService } from './metrics.service.js';
import { OrderCounters } from './order-counters.js';
import { QueriedOrderCounters } from './queried-order-counters.js';
import { RedisOrderCounters } from './redis-order-counters.js';

/** Counts orders. Nobody imports it. */
@Module({
  imports: [OrdersModule],
  controllers: [MetricsController],
  providers: [
    MetricsService,
    MetricsListener,
    {
      provide: OrderCounters,
      inject: [Settings, OrderTally, Clock, Leadership, RedisLink],
      useFactory: createCounters,
    },
  ],
})
export class MetricsModule {}

function createCounters(
  settings: Settings,
  orders: OrderTally,
  clock: Clock,
  leadership: Leadership,
  redis: RedisLink | undefined,
): OrderCounters {
  if (!mayHavePeers(settings)) return new MemoryOrderCounters(orders);
  const rows = new QueriedOrderCounters(orders, clock);
  return redis ? new RedisOrderCounters(redis, leadership, orders, rows) : rows;
}
