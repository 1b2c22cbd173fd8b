import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Repository } from 'typeorm';
import type { CreateOrderDto } from '../../../src/orders/api/dto/create-order.dto.js';
import { OrderStatus } from '../../../src/orders/domain/order-status.js';
import { PlainOrder } from './plain-order.entity.js';

const QUEUE_NAME = 'orders';
const JOB_NAME = 'process';
const { REDIS_URL = '', REDIS_PREFIX = '', WORKER_CONCURRENCY } = process.env;

interface OrderJob {
  readonly orderId: string;
}

/** Takes orders one by one, and works them off one by one. */
@Injectable()
export class PlainOrders implements OnModuleInit {
  private readonly options = {
    connection: new Redis(REDIS_URL, { maxRetriesPerRequest: null }),
    prefix: `${REDIS_PREFIX}:queue`,
  };
  readonly queue = new Queue<OrderJob>(QUEUE_NAME, {
    ...this.options,
    defaultJobOptions: { attempts: 5, backoff: { type: 'exponential', delay: 500 }, removeOnComplete: true },
  });

  constructor(@InjectRepository(PlainOrder) private readonly orders: Repository<PlainOrder>) {}

  onModuleInit(): void {
    new Worker<OrderJob>(QUEUE_NAME, (job) => this.process(job), {
      ...this.options,
      concurrency: Number(WORKER_CONCURRENCY),
    });
  }

  async create({ order_id, user_id, item_ids, total_amount }: CreateOrderDto): Promise<void> {
    await this.orders.insert({ order_id, user_id, item_ids, total_amount, status: OrderStatus.Pending });
    await this.queue.add(JOB_NAME, { orderId: order_id });
  }

  /** The work itself takes no time. */
  private async process({ data }: Job<OrderJob>): Promise<void> {
    await this.move(data.orderId, OrderStatus.Pending, OrderStatus.Processing);
    await this.move(data.orderId, OrderStatus.Processing, OrderStatus.Completed);
  }

  private async move(orderId: string, from: OrderStatus, to: OrderStatus): Promise<void> {
    await this.orders.update({ order_id: orderId, status: from }, { status: to });
  }
}
