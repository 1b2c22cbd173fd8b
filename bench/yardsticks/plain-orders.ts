import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CreateOrderDto } from '../../src/orders/api/dto/create-order.dto.js';
import { PlainOrder } from './plain/plain-order.entity.js';
import { PlainOrders } from './plain/plain-orders.service.js';

/** Order intake written as in Nest's documentation: one insert and one job per order, one update per step. */
@Controller()
class PlainController {
  constructor(private readonly orders: PlainOrders) {}

  @Post('orders')
  async create(@Body() body: CreateOrderDto): Promise<object> {
    await this.orders.create(body);
    return { message: 'Order received', order_id: body.order_id };
  }

  @Post('processing/pause')
  @HttpCode(200)
  pause(): Promise<void> {
    return this.orders.queue.pause();
  }

  @Post('processing/resume')
  @HttpCode(200)
  resume(): Promise<void> {
    return this.orders.queue.resume();
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: process.env['DATABASE_URL'] ?? '',
      poolSize: Number(process.env['DATABASE_POOL_SIZE']),
      entities: [PlainOrder],
      synchronize: true,
    }),
    TypeOrmModule.forFeature([PlainOrder]),
  ],
  controllers: [PlainController],
  providers: [PlainOrders],
})
class PlainModule {}

const app = await NestFactory.create(PlainModule);
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
await app.listen(0, '127.0.0.1');
console.log(`Listening on ${await app.getUrl()}, yardstick`);
