export const OrderStatus = {
  Pending: 'pending',
  Processing: 'processing',
  Completed: 'completed',
  Failed: 'failed',
  Cancelled: 'cancelled',
} as const;

export type OrderStatus = (typeof OrderStatus)[keyof typeof OrderStatus];

interface StatusRules {
  readonly meaning: string;
  /** The statuses that may follow. */
  readonly next: readonly OrderStatus[];
  /** Whether all work on the order is over. Final orders are removed by retention; all others have a `due_at`. */
  readonly isFinal: boolean;
}

/** Defines each status: its meaning and its transitions. */
export const STATUS_RULES = {
  pending: {
    meaning: 'The order waits for a worker, or for its next attempt.',
    next: [OrderStatus.Processing, OrderStatus.Cancelled],
    isFinal: false,
  },
  processing: {
    meaning: 'A worker has claimed the order.',
    next: [OrderStatus.Completed, OrderStatus.Failed, OrderStatus.Pending, OrderStatus.Cancelled],
    isFinal: false,
  },
  completed: { meaning: 'An attempt has succeeded.', next: [], isFinal: true },
  failed: {
    meaning: 'The attempts are used up. A client may retry the order.',
    next: [OrderStatus.Pending],
    isFinal: true,
  },
  cancelled: { meaning: 'A client has cancelled the order.', next: [], isFinal: true },
} as const satisfies Readonly<Record<OrderStatus, StatusRules>>;

export type FinalStatus = {
  [Status in OrderStatus]: (typeof STATUS_RULES)[Status]['isFinal'] extends true ? Status : never;
}[OrderStatus];

export const ORDER_STATUSES = Object.values(OrderStatus);
export const FINAL_STATUSES = ORDER_STATUSES.filter(isFinal);

export function canMove(from: OrderStatus, to: OrderStatus): boolean {
  const { next }: StatusRules = STATUS_RULES[from];
  return next.includes(to);
}

export function isFinal(status: OrderStatus): status is FinalStatus {
  return STATUS_RULES[status].isFinal;
}

export function isUnfinished(status: OrderStatus): boolean {
  return !isFinal(status);
}

/** Totals of the orders of one status. */
export interface StatusTally {
  readonly status: OrderStatus;
  readonly orders: number;
  /** Total over the completed ones, in milliseconds. */
  readonly processingMs: number;
}
