import type { BulkJobOptions } from 'bullmq';

export const QUEUE_NAME = 'processing';
const JOB_NAME = 'order';

/** What a job carries: all else is in the row. */
export interface OrderJob {
  readonly orderId: string;
}

interface NamedJob {
  readonly name: string;
  readonly data: OrderJob;
  readonly opts: BulkJobOptions;
}

/** The job of an order. It has one id, so it is in the queue once; it is gone when it is done, however that went. */
export function jobOf(orderId: string): NamedJob {
  const opts = { jobId: jobIdOf(orderId), attempts: 1, removeOnComplete: true, removeOnFail: true };
  return { name: JOB_NAME, data: { orderId }, opts };
}

/** BullMQ takes no ids of digits alone, and none with a colon. Each order has another one. */
export function jobIdOf(orderId: string): string {
  return `${JOB_NAME}-${encodeURIComponent(orderId)}`;
}
