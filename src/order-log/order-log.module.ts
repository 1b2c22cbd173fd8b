import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { EventFeed } from './feed/event-feed.js';
import { EventsController } from './feed/events.controller.js';
import { LogTail } from './feed/log-tail.js';
import { LogWatch } from './feed/log-watch.js';

/** Tells others of changes of orders. All readers follow one log, each behind a position of its own. */
@Module({
  imports: [OrdersModule],
  controllers: [EventsController],
  providers: [EventFeed, LogWatch, LogTail],
})
export class OrderLogModule {}
