import { Injectable } from '@nestjs/common';
import { OrderQueue, type Work } from './order-queue.js';

/** How many ids wait at most; the rest waits in the database. */
export const QUEUE_CAPACITY = 10_000;
const LOW_MARK = QUEUE_CAPACITY / 4;

/** A queue in this process: first in, first out, bounded. */
@Injectable()
export class MemoryOrderQueue extends OrderQueue {
  override readonly capacity = QUEUE_CAPACITY;
  private readonly waiting = new Set<string>();
  private readonly running = new Set<string>();
  private idleListeners: (() => void)[] = [];
  private hasLeftOut = false;
  private hasPause = false;
  private isStopped = false;
  private concurrency = 0;
  /** Slots in which there is work. */
  private taken = 0;
  private work: Work = () => Promise.resolve();
  private refill: () => void = () => undefined;

  override add(orderIds: readonly string[]): void {
    for (const orderId of orderIds) {
      if (this.hasLeftOut || this.waiting.size >= LOW_MARK) this.hasLeftOut = true;
      else this.putInLine(orderId);
    }
    this.handOut();
  }

  override fill(orderIds: readonly string[]): void {
    this.hasLeftOut = orderIds.length > this.capacity;
    for (const orderId of orderIds) {
      if (this.waiting.size >= this.capacity) break;
      this.putInLine(orderId);
    }
    this.handOut();
  }

  override start(concurrency: number, work: Work, refill: () => void): void {
    this.concurrency = concurrency;
    this.work = work;
    this.refill = refill;
    this.handOut();
  }

  override pause(): void {
    this.hasPause = true;
  }

  override resume(): void {
    this.hasPause = false;
    this.handOut();
  }

  override stop(): void {
    this.isStopped = true;
  }

  override get isPaused(): boolean {
    return this.hasPause;
  }

  override get isShort(): boolean {
    return this.waiting.size <= LOW_MARK;
  }

  override get busy(): number {
    return this.taken;
  }

  override isAtWork(orderId: string): boolean {
    return this.running.has(orderId);
  }

  override async onIdle(): Promise<void> {
    if (this.running.size === 0) return;
    await new Promise<void>((resolve) => this.idleListeners.push(resolve));
  }

  private putInLine(orderId: string): void {
    if (!this.running.has(orderId)) this.waiting.add(orderId);
  }

  private handOut(): void {
    if (this.hasPause || this.isStopped) return;
    for (const orderId of this.waiting) {
      if (this.taken >= this.concurrency) break;
      this.waiting.delete(orderId);
      this.begin(orderId);
    }
    if (this.hasLeftOut && this.concurrency > 0 && this.isShort) {
      this.hasLeftOut = false;
      this.refill();
    }
  }

  private begin(orderId: string): void {
    let isFree = false;
    const free = (): void => {
      if (isFree) return;
      isFree = true;
      this.taken--;
      this.handOut();
    };
    this.taken++;
    this.running.add(orderId);
    void this.work(orderId, free).finally(() => {
      this.running.delete(orderId);
      free();
      if (this.running.size === 0) this.idleListeners.splice(0).forEach((resolve) => resolve());
    });
  }
}
