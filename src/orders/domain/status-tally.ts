import type { OrderStatus } from './order-status.js';

/** Orders of one status, in sum. */
export interface StatusTally {
  readonly status: OrderStatus;
  readonly orders: number;
  /** Total over the completed ones, in milliseconds. */
  readonly processingMs: number;
}
