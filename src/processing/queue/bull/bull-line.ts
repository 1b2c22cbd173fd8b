import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import type { RedisLink } from '../../../cluster/redis/redis-link.js';
import { BullRemains } from './bull-remains.js';
import { type OrderJob, jobOf } from '../order-job.js';
import { QueueUnavailable } from '../queue-unavailable.js';

const BULK = 500;
/** A Redis that loses jobs has too little memory: as long as it does, the line is kept shorter, but never below this. */
const SHORTEST = 50;
const SHORTER = 0.5;
const LONGER = 1.1;

/** The line of ids in Redis, seen from the end where they are put in. It never holds up who puts them there. */
export class BullLine {
  /** What is on its way to Redis. */
  private readonly leaving = new Set<string>();
  private isSending = false;
  /** As of the last time that Redis was asked. */
  private length = 0;
  private wasPaused = false;
  private leftOut = false;
  /** How many ids Redis seems to have room for. */
  private room = Infinity;
  private readonly remains: BullRemains;

  /**
   * @param onError told what went wrong: it is made up for by the sweep
   * @param onLost told of how many jobs Redis has lost a part
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

  /** Whether some ids found no room since it was filled last. */
  get hasLeftOut(): boolean {
    return this.leftOut;
  }

  /** Puts all ids in for which there is room. What finds none, or no Redis, is left to the sweep. */
  put(orderIds: readonly string[], limit: number): void {
    const room = Math.min(limit, this.room);
    for (const orderId of orderIds) {
      const hasRoom = this.redis.isReady && this.length + this.leaving.size < room;
      if (hasRoom) this.leaving.add(orderId);
      else this.leftOut = true;
    }
    if (this.redis.isReady && !this.isSending) void this.sendAll();
  }

  /** Puts in what is due by its row: what was left out before, or was in line and got lost there, is among it. */
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

  /** @throws QueueUnavailable, at once while Redis is away: BullMQ would wait for it if it has never been there */
  async setPaused(isPaused: boolean): Promise<void> {
    if (!this.redis.isReady) refuse(new Error('Redis is away.'));
    await (isPaused ? this.queue.pause() : this.queue.resume()).catch(refuse);
  }

  /** While Redis is away: as it was before. */
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
    const room = Math.min(limit, this.room);
    this.room = Math.max(SHORTEST, Math.round(room * (lost > 0 ? SHORTER : LONGER)));
  }

  /** All that is added while Redis is busy with some shares the next trip. */
  private async sendAll(): Promise<void> {
    this.isSending = true;
    await nextTurn();
    try {
      do {
        const bulk = [...this.leaving].slice(0, BULK);
        if (bulk.length > 0) await this.queue.addBulk(bulk.map(jobOf));
        bulk.forEach((orderId) => this.leaving.delete(orderId));
        // Also where all was left out: other instances may have made room meanwhile.
        await this.measure();
      } while (this.leaving.size > 0);
    } catch (error) {
      this.onError(error);
      this.leaving.clear();
      this.leftOut = true;
    }
    this.isSending = false;
  }
}

function refuse(cause: unknown): never {
  throw new QueueUnavailable(cause);
}
