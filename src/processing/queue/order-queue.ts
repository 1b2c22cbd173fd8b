import { OrdersAtWork, type Work } from '../worker/orders-at-work.js';

/** The most ids that wait in the queue; other orders wait in the database. */
export const QUEUE_CAPACITY = 10_000;
/** Refill at or below this length. */
export const LOW_MARK = QUEUE_CAPACITY / 4;

/**
 * Leads due orders to workers. It holds ids only and may lose any of them: the rows are the truth, and the sweep adds lost
 * ids again.
 */
export abstract class OrderQueue {
  protected readonly atWork = new OrdersAtWork();

  /**
   * Queues new orders. Past a mark they are left out, so that they do not overtake orders that wait in the database; from
   * then on the queue is filled from there.
   */
  abstract add(orderIds: readonly string[]): void;

  /** Queues orders that are due by their rows, as far as there is room. Queued ids keep their place. */
  abstract fill(orderIds: readonly string[]): void;

  /**
   * Starts to hand out ids, `concurrency` at a time.
   * @param work never rejects; the next id is handed out when it calls `free`, or when it resolves
   * @param refill called when the queue gets short after ids were left out
   */
  abstract start(concurrency: number, work: Work, refill: () => void): void;

  /**
   * Pauses the queue, for all instances that share it, until it is resumed.
   * @throws QueueUnavailable if it cannot be reached
   */
  abstract pause(): Promise<void>;

  /** @throws QueueUnavailable if it cannot be reached */
  abstract resume(): Promise<void>;

  /** Stops handing out ids, for good. */
  abstract stop(): void;

  /** Closes its connections, once nothing is being worked on. */
  abstract close(): Promise<void>;

  abstract isPaused(): Promise<boolean>;

  /** Whether it needs a refill with orders that are due. False while it cannot be reached. */
  abstract isShort(): Promise<boolean>;

  /** How many orders are being worked on in this process, without those that are only being recorded. */
  get busy(): number {
    return this.atWork.busy;
  }

  /** Whether this process works on the order, or still has to record its result. */
  isAtWork(orderId: string): boolean {
    return this.atWork.has(orderId);
  }

  /** Resolves when nothing is being worked on. */
  onIdle(): Promise<void> {
    return this.atWork.onIdle();
  }
}
