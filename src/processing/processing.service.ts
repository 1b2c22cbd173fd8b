import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import { OrderQueue } from './order-queue.js';
import { OrderSweep } from './order-sweep.js';
import { OrderWorker } from './order-worker.js';

/** Begins and ends the processing of orders. */
@Injectable()
export class ProcessingService implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  constructor(
    private readonly queue: OrderQueue,
    private readonly worker: OrderWorker,
    private readonly sweep: OrderSweep,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.queue.start(
      this.settings.WORKER_CONCURRENCY,
      (orderId) => this.worker.work(orderId),
      () => void this.sweep.sweep(),
    );
    await this.sweep.sweep();
  }

  /** Claims nothing more. */
  onModuleDestroy(): void {
    this.queue.stop();
  }

  /** Waits for running work, and hands back what takes too long. */
  async beforeApplicationShutdown(): Promise<void> {
    const idle = new AbortController();
    const limit = this.clock.sleep(this.settings.SHUTDOWN_TIMEOUT_MS, idle.signal).then(
      () => this.worker.stop(),
      () => undefined,
    );
    await this.queue.onIdle();
    idle.abort();
    await limit;
  }
}
