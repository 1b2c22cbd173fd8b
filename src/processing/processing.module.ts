import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { RedisLink } from '../cluster/redis/redis-link.js';
import { BullOrderQueue } from './queue/bull/bull-order-queue.js';
import { AttemptRecorder } from './worker/attempt-recorder.js';
import { AttemptRunner } from './worker/attempt-runner.js';
import { LeaseKeeper } from './worker/lease-keeper.js';
import { WorkerPauses } from './worker/worker-pauses.js';
import { MemoryOrderQueue } from './queue/memory-order-queue.js';
import { OrderProcessor } from './processor/order-processor.js';
import { OrderQueue } from './queue/order-queue.js';
import { OrderSweep } from './queue/order-sweep.js';
import { OrderWorker } from './worker/order-worker.js';
import { ProcessingListener } from './processing.listener.js';
import { ProcessingController } from './processing.controller.js';
import { ProcessingService } from './processing.service.js';
import { SimulatedProcessor } from './processor/simulated-processor.js';

interface ProcessingOptions {
  /** May inject whatever the modules of the application export globally. */
  readonly processor: Type<OrderProcessor>;
}

/** Processes orders in the background: listener, queue, worker, processor. */
@Module({
  imports: [OrdersModule],
  controllers: [ProcessingController],
  providers: [
    ProcessingService,
    ProcessingListener,
    OrderSweep,
    OrderWorker,
    AttemptRunner,
    AttemptRecorder,
    WorkerPauses,
    LeaseKeeper,
    {
      provide: OrderQueue,
      inject: [RedisLink],
      useFactory: (redis: RedisLink | undefined) =>
        redis ? BullOrderQueue.open(redis) : new MemoryOrderQueue(),
    },
    { provide: OrderProcessor, useClass: SimulatedProcessor },
  ],
})
export class ProcessingModule {
  /** With your own work in place of the simulation. */
  static forRoot({ processor }: ProcessingOptions): DynamicModule {
    return {
      module: ProcessingModule,
      providers: [{ provide: OrderProcessor, useClass: processor }],
    };
  }
}
