import type { BulkJobOptions } from 'bullmq';

export const QUEUE_NAME = 'processing';
const JOB_NAME = 'order';

/** The data of a job: everything else is in the row. */
export interface OrderJob {
  readonly orderId: string;
}

interface NamedJob {
  readonly name: string;
  readonly data: OrderJob;
  readonly opts: BulkJobOptions;
}

/** The job of an order. Its id is fixed, so it is in the queue once; it is removed when it ends, whatever the result. */
export function jobOf(orderId: string): NamedJob {
  const opts = { jobId: jobIdOf(orderId), attempts: 1, removeOnComplete: true, removeOnFail: true };
  return { name: JOB_NAME, data: { orderId }, opts };
}

/** BullMQ rejects ids of digits only, and ids with a colon. Different orders get different ids. */
export function jobIdOf(orderId: string): string {
  return `${JOB_NAME}-${encodeURIComponent(orderId)}`;
}
