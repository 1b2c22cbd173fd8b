import { Logger } from '@nestjs/common';
import type * as BullMq from 'bullmq';
import type { Job, Worker, WorkerOptions } from 'bullmq';
import { waitAtMost } from '../../../common/wait-at-most.js';
import { loadOptional } from '../../../common/load-optional.js';
import type { RedisLink } from '../../../cluster/redis/redis-link.js';
import { PATIENT } from '../../../cluster/redis/redis-options.js';
import { BullLine } from './bull-line.js';
import { BullLosses } from './bull-losses.js';
import { describeError } from '../../../common/describe-error.js';
import { type OrderJob, QUEUE_NAME } from '../order-job.js';
import { LOW_MARK, OrderQueue, QUEUE_CAPACITY } from '../order-queue.js';
import type { Work } from '../../worker/orders-at-work.js';

const CLOSE_LIMIT_MS = 1000;
/** How long an idle worker blocks on Redis. BullMQ waits for the end of that, and a second more, when it stops. */
const IDLE_WAIT_SECONDS = 1;

/** A job whose worker is gone is handed out again. Its new worker must claim the order, and claims are fenced. */
const TAKEOVER = {
  lockDuration: 15_000,
  stalledInterval: 5000,
  maxStalledCount: Number.MAX_SAFE_INTEGER,
} satisfies Partial<WorkerOptions>;

/** Set on the worker too, for jobs that have lost their own options: a kept job would keep its order out of the queue. */
const KEEP_NONE = {
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
} satisfies Partial<WorkerOptions>;

/** A queue in Redis, shared by all instances. It holds ids only and may lose them: the sweep adds them again. */
export class BullOrderQueue extends OrderQueue {
  private readonly logger = new Logger(BullOrderQueue.name);
  private readonly losses = new BullLosses((jobs) =>
    this.logger.warn(`Redis has lost parts of the queue; orders put in line anew: ${jobs}.`),
  );
  private readonly line: BullLine;
  private readonly prefix: string;
  private worker: Worker<Partial<OrderJob>> | undefined;
  private isStopped = false;

  private constructor(
    private readonly redis: RedisLink,
    private readonly bullmq: typeof BullMq,
  ) {
    super();
    this.prefix = redis.name('queue');
    // The link checks the version. BullMQ asks only once, and never works if that one answer is an error.
    const queue = new bullmq.Queue<OrderJob>(QUEUE_NAME, {
      connection: redis.commands,
      prefix: this.prefix,
      skipVersionCheck: true,
      // It would write before the prefix is known to be this service's.
      skipMetasUpdate: true,
    });
    this.line = new BullLine(
      redis,
      queue,
      (error) => this.noteError(error),
      (jobs) => this.losses.note(jobs),
    );
  }

  /** @throws Error naming the package if `bullmq` is not installed */
  static async open(redis: RedisLink): Promise<BullOrderQueue> {
    return new BullOrderQueue(redis, await loadOptional('REDIS_URL', 'bullmq', () => import('bullmq')));
  }

  override add(orderIds: readonly string[]): void {
    this.line.put(orderIds, LOW_MARK);
  }

  override fill(orderIds: readonly string[]): void {
    void this.line.fill(orderIds, QUEUE_CAPACITY);
  }

  override start(concurrency: number, work: Work, refill: () => void): void {
    const handle = ({ data }: Job<Partial<OrderJob>>): Promise<void> => this.handle(data.orderId, work);
    this.worker = new this.bullmq.Worker<Partial<OrderJob>>(QUEUE_NAME, handle, {
      ...TAKEOVER,
      ...KEEP_NONE,
      connection: this.redis.connect(PATIENT),
      prefix: this.prefix,
      skipVersionCheck: true,
      concurrency,
      drainDelay: IDLE_WAIT_SECONDS,
      autorun: false,
    });
    this.worker.on('error', (error) => this.noteError(error));
    this.worker.on('drained', () => {
      if (this.line.hasLeftOut) refill();
    });
    void this.redis.whenOurs(() => this.takeJobs());
  }

  override pause(): Promise<void> {
    return this.line.setPaused(true);
  }

  override resume(): Promise<void> {
    return this.line.setPaused(false);
  }

  override stop(): void {
    this.isStopped = true;
    void this.worker?.pause(true);
  }

  /** An absent Redis must not delay a stop. */
  override async close(): Promise<void> {
    this.losses.close();
    const closed = Promise.all([this.worker?.close(!this.redis.isReady), this.line.close()]);
    closed.catch((error: unknown) => this.noteError(error));
    await waitAtMost(CLOSE_LIMIT_MS, closed);
  }

  override isPaused(): Promise<boolean> {
    return this.line.isPaused();
  }

  override async isShort(): Promise<boolean> {
    if (!this.redis.isReady) return false;
    try {
      return (await this.line.measure()) <= LOW_MARK;
    } catch (error) {
      this.noteError(error);
      return false;
    }
  }

  private takeJobs(): void {
    if (!this.isStopped) this.worker?.run().catch((error: unknown) => this.noteError(error));
  }

  /**
   * A job that is handed out again while its order is still processed here ends at once. So does one that has lost its data:
   * once the job is gone, the sweep queues its order again.
   */
  private handle(orderId: string | undefined, work: Work): Promise<void> {
    if (orderId === undefined) this.losses.note(1);
    if (orderId === undefined || this.isStopped || this.atWork.has(orderId)) return Promise.resolve();
    return new Promise((resolve) => this.atWork.begin(orderId, work, resolve));
  }

  /** The link logs outages, and a job that has lost its lock or its key does no harm. */
  private noteError(error: unknown): void {
    this.logger.debug(`BullMQ: ${describeError(error)}`);
  }
}
