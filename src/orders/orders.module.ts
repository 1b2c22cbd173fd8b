import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrderAnnouncer } from './order-announcer.js';
import { OrderReader } from './order-reader.js';
import { OrderRows } from './order-rows.js';
import { TRANSITIONS, checkTransitions } from './order-status.js';
import { OrderStore } from './order-store.js';
import { Order } from './order.entity.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';

/** Owns orders and their timeline. Everybody else goes through `OrdersService`, and hears of changes by events. */
@Module({
  imports: [TypeOrmModule.forFeature([Order])],
  controllers: [OrdersController],
  providers: [OrdersService, OrderStore, OrderRows, OrderReader, OrderAnnouncer],
  exports: [OrdersService],
})
export class OrdersModule {
  constructor() {
    checkTransitions(TRANSITIONS);
  }
}
