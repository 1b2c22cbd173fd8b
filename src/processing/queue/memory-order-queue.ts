import { Injectable } from '@nestjs/common';
import { LOW_MARK, OrderQueue, QUEUE_CAPACITY } from './order-queue.js';
import type { Work } from '../worker/orders-at-work.js';

/** A queue in this process: first in, first out, bounded. */
@Injectable()
export class MemoryOrderQueue extends OrderQueue {
  private readonly waiting = new Set<string>();
  private hasLeftOut = false;
  private isOnHold = false;
  private isStopped = false;
  private concurrency = 0;
  private work: Work = () => Promise.resolve();
  private refill: () => void = () => undefined;

  override add(orderIds: readonly string[]): void {
    for (const orderId of orderIds) {
      // Once an id was left out, later ones are too until the next fill: they must not overtake it.
      if (this.hasLeftOut || this.waiting.size >= LOW_MARK) this.hasLeftOut = true;
      else this.putInLine(orderId);
    }
    this.handOut();
  }

  override fill(orderIds: readonly string[]): void {
    this.hasLeftOut = orderIds.length > QUEUE_CAPACITY;
    for (const orderId of orderIds) {
      if (this.waiting.size >= QUEUE_CAPACITY) break;
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

  override pause(): Promise<void> {
    this.isOnHold = true;
    return Promise.resolve();
  }

  override resume(): Promise<void> {
    this.isOnHold = false;
    this.handOut();
    return Promise.resolve();
  }

  override stop(): void {
    this.isStopped = true;
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  override isPaused(): Promise<boolean> {
    return Promise.resolve(this.isOnHold);
  }

  /** Without workers no refill is needed. */
  override isShort(): Promise<boolean> {
    return Promise.resolve(this.concurrency > 0 && this.isBelowMark());
  }

  private isBelowMark(): boolean {
    return this.waiting.size <= LOW_MARK;
  }

  /** Skips an order that is being worked on. */
  private putInLine(orderId: string): void {
    if (!this.atWork.has(orderId)) this.waiting.add(orderId);
  }

  private handOut(): void {
    if (this.isOnHold || this.isStopped) return;
    for (const orderId of this.waiting) {
      if (this.atWork.busy >= this.concurrency) break;
      this.waiting.delete(orderId);
      this.atWork.begin(orderId, this.work, () => this.handOut());
    }
    if (this.hasLeftOut && this.concurrency > 0 && this.isBelowMark()) {
      this.hasLeftOut = false;
      this.refill();
    }
  }
}
