import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type * as BullMq from 'bullmq';
import type { Job, Queue, Worker, WorkerOptions } from 'bullmq';
import { DomainError } from '../common/domain-error.js';
import { loadOptional } from '../redis/load-optional.js';
import { PATIENT, type RedisLink } from '../redis/redis-link.js';
import { describeError } from './describe-error.js';
import { type OrderJob, QUEUE_NAME, jobOf } from './order-job.js';
import { LOW_MARK, OrderQueue, QUEUE_CAPACITY, type Work } from './order-queue.js';
import { OrdersAtWork } from './orders-at-work.js';

const BULK = 500;
const CLOSE_LIMIT_MS = 1000;
/** How long a worker without work waits for Redis before it looks around; BullMQ holds on for a second more at a stop. */
const IDLE_WAIT_SECONDS = 1;

/** A job whose worker is gone is handed out again. Whoever gets it then has to claim its order, and that is fenced. */
const TAKEOVER = {
  lockDuration: 15_000,
  stalledInterval: 5000,
  maxStalledCount: Number.MAX_SAFE_INTEGER,
} satisfies Partial<WorkerOptions>;

/** A queue in Redis, shared by all instances. It carries ids only and may lose them: the sweep brings them back. */
export class BullOrderQueue extends OrderQueue {
  private readonly logger = new Logger(BullOrderQueue.name);
  private readonly atWork = new OrdersAtWork();
  /** What is on its way to Redis. */
  private readonly leaving = new Set<string>();
  private readonly queue: Queue<OrderJob>;
  private worker: Worker<OrderJob> | undefined;
  private isSending = false;
  private hasLeftOut = false;
  private isStopped = false;
  /** As of the last time that Redis was asked. */
  private lineLength = 0;
  private wasPaused = false;

  private constructor(
    private readonly redis: RedisLink,
    private readonly bullmq: typeof BullMq,
  ) {
    super();
    const options = { connection: redis.commands, prefix: redis.name('queue') };
    this.queue = new bullmq.Queue(QUEUE_NAME, options);
    this.queue.on('error', (error) => this.noteError(error));
  }

  /** @throws Error naming the package if `bullmq` is not installed */
  static async open(redis: RedisLink): Promise<BullOrderQueue> {
    return new BullOrderQueue(redis, await loadOptional('bullmq', () => import('bullmq')));
  }

  override add(orderIds: readonly string[]): void {
    this.send(orderIds, LOW_MARK);
  }

  override fill(orderIds: readonly string[]): void {
    this.hasLeftOut = false;
    this.send(orderIds, QUEUE_CAPACITY);
  }

  override start(concurrency: number, work: Work, refill: () => void): void {
    const handle = ({ data }: Job<OrderJob>): Promise<void> => this.handle(data.orderId, work);
    this.worker = new this.bullmq.Worker(QUEUE_NAME, handle, {
      ...TAKEOVER,
      connection: this.redis.connect(PATIENT),
      prefix: this.redis.name('queue'),
      concurrency,
      drainDelay: IDLE_WAIT_SECONDS,
    });
    this.worker.on('error', (error) => this.noteError(error));
    this.worker.on('drained', () => {
      if (this.hasLeftOut) refill();
    });
  }

  override async pause(): Promise<void> {
    await this.queue.pause().catch(refuse);
  }

  override async resume(): Promise<void> {
    await this.queue.resume().catch(refuse);
  }

  override stop(): void {
    this.isStopped = true;
    void this.worker?.pause(true);
  }

  /** Redis may be away, or go away meanwhile: that must not hold up a stop. */
  override async close(): Promise<void> {
    const closed = Promise.all([this.worker?.close(!this.redis.isReady), this.queue.close()]);
    closed.catch((error: unknown) => this.noteError(error));
    const limit = AbortSignal.timeout(CLOSE_LIMIT_MS);
    await Promise.race([closed, new Promise((resolve) => limit.addEventListener('abort', resolve))]);
  }

  /** While Redis is away: as it was before. */
  override async isPaused(): Promise<boolean> {
    if (this.redis.isReady) this.wasPaused = await this.queue.isPaused().catch(() => this.wasPaused);
    return this.wasPaused;
  }

  override async isShort(): Promise<boolean> {
    if (!this.redis.isReady) return false;
    await this.measure();
    return this.lineLength <= LOW_MARK;
  }

  override get busy(): number {
    return this.atWork.busy;
  }

  override isAtWork(orderId: string): boolean {
    return this.atWork.has(orderId);
  }

  override onIdle(): Promise<void> {
    return this.atWork.onIdle();
  }

  private handle(orderId: string, work: Work): Promise<void> {
    if (this.isStopped || this.atWork.has(orderId)) return Promise.resolve();
    return new Promise((resolve) => this.atWork.begin(orderId, work, resolve));
  }

  /** What finds no room, or no Redis, is left to the sweep. */
  private send(orderIds: readonly string[], limit: number): void {
    for (const orderId of orderIds) {
      const hasRoom = this.redis.isReady && this.lineLength + this.leaving.size < limit;
      if (hasRoom) this.leaving.add(orderId);
      else this.hasLeftOut = true;
    }
    if (!this.isSending) void this.sendAll();
  }

  /** All that is added while Redis is busy with some shares the next trip. */
  private async sendAll(): Promise<void> {
    this.isSending = true;
    await nextTurn();
    try {
      while (this.leaving.size > 0) {
        const bulk = [...this.leaving].slice(0, BULK);
        await this.queue.addBulk(bulk.map(jobOf));
        bulk.forEach((orderId) => this.leaving.delete(orderId));
        await this.measure();
      }
    } catch (error) {
      this.noteError(error);
      this.leaving.clear();
      this.hasLeftOut = true;
    }
    this.isSending = false;
  }

  private async measure(): Promise<void> {
    this.lineLength = await this.queue.getWaitingCount();
  }

  /** Outages are told by the link, and a job that has lost its lock or its key does no harm. */
  private noteError(error: unknown): void {
    this.logger.debug(`BullMQ: ${describeError(error)}`);
  }
}

function refuse(cause: unknown): never {
  throw new DomainError(503, 'queue_unavailable', 'The queue cannot be reached right now.', {
    headers: { 'Retry-After': '1' },
    cause,
  });
}
