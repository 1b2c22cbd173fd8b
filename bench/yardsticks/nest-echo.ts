import 'reflect-metadata';
import { Body, Controller, Get, Header, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CreateOrderDto } from '../../src/orders/api/dto/create-order.dto.js';

const METRICS = {
  avg_processing_time: 2.26,
  total_orders: 1000,
  order_status_counts: { pending: 111, processing: 10, completed: 879, failed: 0, cancelled: 0 },
};
const ORDER = {
  order_id: 'A0001',
  user_id: 'user1',
  item_ids: '["item1", "item2"]',
  items: ['item1', 'item2'],
  status: 'pending',
  total_amount: 199.99,
  attempts: 0,
  last_error: null,
  queue_position: 1,
  created_at: '2025-02-23T12:12:23.017Z',
  updated_at: '2025-02-23T12:12:23.017Z',
};

/** The endpoints written as in Nest's documentation, with the same DTO and without a database. */
@Controller()
class EchoController {
  @Post('orders')
  @Header('Location', '/orders/A0001')
  create(@Body() body: CreateOrderDto): object {
    return { message: 'Order received', order_id: body.order_id };
  }

  @Get('orders/:order_id')
  order(): object {
    return ORDER;
  }

  @Get('metrics')
  metrics(): object {
    return METRICS;
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

const app = await NestFactory.create(EchoModule);
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
await app.listen(0, '127.0.0.1');
console.log(`Listening on ${await app.getUrl()}, yardstick`);
