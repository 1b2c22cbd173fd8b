import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import type { RedisLink } from '../../../cluster/redis/redis-link.js';
import { BullRemains } from './bull-remains.js';
import { type OrderJob, jobOf } from '../order-job.js';
import { QueueUnavailable } from '../queue-unavailable.js';

const BULK = 500;
/** While Redis loses jobs it has too little memory, so the line is kept shorter, but not below this. */
const SHORTEST = 50;
const SHORTER = 0.5;
const LONGER = 1.1;

/** The producer's side of the queue of ids in Redis. Callers never wait for Redis. */
export class BullLine {
  /** Ids that are not in Redis yet. */
  private readonly unsent = new Set<string>();
  private isSending = false;
  /** The length at the last measurement. */
  private length = 0;
  private wasPaused = false;
  private leftOut = false;
  /** How many ids Redis seems to have room for. */
  private capacity = Infinity;
  private readonly remains: BullRemains;

  /**
   * @param onError called with each error; the sweep repairs what failed
   * @param onLost called with the number of jobs that Redis has partly lost
   */
  constructor(
    private readonly redis: RedisLink,
    private readonly queue: Queue<OrderJob>,
    private readonly onError: (error: unknown) => void,
    private readonly onLost: (jobs: number) => void = () => undefined,
  ) {
    this.remains = new BullRemains(redis, queue);
    queue.on('error', onError);
  }

  /** Whether ids were left out since the last fill. */
  get hasLeftOut(): boolean {
    return this.leftOut;
  }

  /** Adds as many ids as there is room for. The others, and all while Redis is away, are left to the sweep. */
  put(orderIds: readonly string[], limit: number): void {
    const room = Math.min(limit, this.capacity);
    for (const orderId of orderIds) {
      const hasRoom = this.redis.isReady && this.length + this.unsent.size < room;
      if (hasRoom) this.unsent.add(orderId);
      else this.leftOut = true;
    }
    if (this.redis.isReady && !this.isSending) void this.sendAll();
  }

  /** Adds orders that are due by their rows. That includes ids that were left out, and ids that Redis has lost. */
  async fill(orderIds: readonly string[], limit: number): Promise<void> {
    this.leftOut = false;
    if (this.redis.isReady) await this.removeRemains(orderIds, limit).catch(this.onError);
    this.put(orderIds, limit);
  }

  /** How many ids wait. */
  async measure(): Promise<number> {
    this.length = await this.queue.getWaitingCount();
    return this.length;
  }

  /** @throws QueueUnavailable, at once while Redis is away; BullMQ would wait for a first connection */
  async setPaused(isPaused: boolean): Promise<void> {
    if (!this.redis.isReady) refuse(new Error('Redis is away.'));
    await (isPaused ? this.queue.pause() : this.queue.resume()).catch(refuse);
  }

  /** While Redis is away, the last known state. */
  async isPaused(): Promise<boolean> {
    if (this.redis.isReady) this.wasPaused = await this.queue.isPaused().catch(() => this.wasPaused);
    return this.wasPaused;
  }

  close(): Promise<void> {
    return this.queue.close();
  }

  private async removeRemains(orderIds: readonly string[], limit: number): Promise<void> {
    const lost = await this.remains.remove(orderIds);
    this.onLost(lost);
    const room = Math.min(limit, this.capacity);
    this.capacity = Math.max(SHORTEST, Math.round(room * (lost > 0 ? SHORTER : LONGER)));
  }

  /** Ids that are added while a request is under way go with the next one. */
  private async sendAll(): Promise<void> {
    this.isSending = true;
    await nextTurn();
    try {
      do {
        const bulk = [...this.unsent].slice(0, BULK);
        if (bulk.length > 0) await this.queue.addBulk(bulk.map(jobOf));
        bulk.forEach((orderId) => this.unsent.delete(orderId));
        // Also if nothing was sent: other instances may have made room.
        await this.measure();
      } while (this.unsent.size > 0);
    } catch (error) {
      this.onError(error);
      this.unsent.clear();
      this.leftOut = true;
    }
    this.isSending = false;
  }
}

function refuse(cause: unknown): never {
  throw new QueueUnavailable(cause);
}
