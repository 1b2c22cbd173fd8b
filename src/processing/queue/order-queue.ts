import { OrdersAtWork, type Work } from '../worker/orders-at-work.js';

/** How many ids wait at most; the rest waits in the database. */
export const QUEUE_CAPACITY = 10_000;
/** Refill at or below this length. */
export const LOW_MARK = QUEUE_CAPACITY / 4;

/**
 * The way from an order that is due to a worker. It carries ids only and may lose any of them: the rows are the truth,
 * and the sweep brings back what the queue has lost.
 */
export abstract class OrderQueue {
  protected readonly atWork = new OrdersAtWork();

  /**
   * Puts ids in line as orders come in. Past a mark they are left out, so that they cannot overtake what waits in the
   * database: from then on the line is filled from there.
   */
  abstract add(orderIds: readonly string[]): void;

  /** Puts in line what is due by its row, as far as there is room. Ids that are in line already stay where they are. */
  abstract fill(orderIds: readonly string[]): void;

  /**
   * Begins to hand out ids, `concurrency` at a time.
   * @param work never rejects; the next id is handed out when it calls `free`, or resolves without
   * @param refill asked for when the line gets short after ids had to be left out
   */
  abstract start(concurrency: number, work: Work, refill: () => void): void;

  /**
   * Hands out nothing until it is resumed: not to any instance that shares it.
   * @throws QueueUnavailable if it cannot be reached
   */
  abstract pause(): Promise<void>;

  /** @throws QueueUnavailable if it cannot be reached */
  abstract resume(): Promise<void>;

  /** Hands out nothing any more, for good. */
  abstract stop(): void;

  /** Lets go of what it holds open, once nothing is being worked on. */
  abstract close(): Promise<void>;

  abstract isPaused(): Promise<boolean>;

  /** Whether it needs a refill with orders that are due. False while it cannot be reached. */
  abstract isShort(): Promise<boolean>;

  /** How many are being worked on in this process, without those that are only being recorded. */
  get busy(): number {
    return this.atWork.busy;
  }

  /** Whether this process is working on it, or still trying to record how that ended. */
  isAtWork(orderId: string): boolean {
    return this.atWork.has(orderId);
  }

  /** Resolves when nothing that was handed out is still being worked on. */
  onIdle(): Promise<void> {
    return this.atWork.onIdle();
  }
}
