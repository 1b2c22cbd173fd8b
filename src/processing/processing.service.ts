import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Shutdown } from '../common/shutdown.js';
import { Settings, workersOf } from '../config/settings.js';
import { OrderQueue } from './queue/order-queue.js';
import { OrderSweep } from './queue/order-sweep.js';
import { OrderWorker } from './worker/order-worker.js';

/** Starts and stops the processing of orders. */
@Injectable()
export class ProcessingService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly queue: OrderQueue,
    private readonly worker: OrderWorker,
    private readonly sweep: OrderSweep,
    private readonly settings: Settings,
    private readonly shutdown: Shutdown,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // Nest may stop an application while it is still starting.
    if (this.shutdown.signal.aborted) return;
    this.shutdown.signal.addEventListener('abort', () => this.queue.stop());
    const workers = workersOf(this.settings);
    if (workers > 0) {
      this.queue.start(
        workers,
        (orderId, free) => this.work(orderId, free),
        () => void this.sweep.sweep(),
      );
    }
    await this.sweep.sweep();
  }

  /** Waits for running work until the time limit of the shutdown, then hands the rest back. */
  async beforeApplicationShutdown(): Promise<void> {
    const limit = setTimeout(() => this.worker.stop(), this.shutdown.remainingMs());
    await this.queue.onIdle();
    clearTimeout(limit);
    await this.sweep.stop();
    await this.queue.close();
  }

  private async work(orderId: string, free: () => void): Promise<void> {
    const isSettled = await this.worker.work(orderId, free);
    if (!isSettled && this.shutdown.signal.aborted) {
      this.shutdown.abandon(`Order ${orderId} could not be handed back; the next start finds it again.`);
    }
  }
}
