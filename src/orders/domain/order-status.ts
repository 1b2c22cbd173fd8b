export const OrderStatus = {
  Pending: 'pending',
  Processing: 'processing',
  Completed: 'completed',
  Failed: 'failed',
  Cancelled: 'cancelled',
} as const;

export type OrderStatus = (typeof OrderStatus)[keyof typeof OrderStatus];

export const ORDER_STATUSES = Object.values(OrderStatus);

export type Transitions = Readonly<Record<OrderStatus, readonly OrderStatus[]>>;

/** The states of an order and where each may go next: the one place that says so. */
export const TRANSITIONS: Transitions = {
  pending: [OrderStatus.Processing, OrderStatus.Cancelled],
  processing: [OrderStatus.Completed, OrderStatus.Failed, OrderStatus.Pending, OrderStatus.Cancelled],
  completed: [],
  failed: [OrderStatus.Pending],
  cancelled: [],
};

export function canMove(from: OrderStatus, to: OrderStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Whether it still waits for a worker, or is with one. */
export function isUnfinished(status: OrderStatus): boolean {
  return status === OrderStatus.Pending || status === OrderStatus.Processing;
}

export type FinalStatus = Exclude<OrderStatus, typeof OrderStatus.Pending | typeof OrderStatus.Processing>;

/** Whether it has come to its end. A failed order may still be asked to run again. */
export function isFinal(status: OrderStatus): status is FinalStatus {
  return !isUnfinished(status);
}

export const FINAL_STATUSES = ORDER_STATUSES.filter(isFinal);

/**
 * Checks that the table is one of a life: every state can be reached from the first, none leads to itself.
 * @throws Error naming the states that break it
 */
export function checkTransitions(transitions: Transitions, first: OrderStatus = OrderStatus.Pending): void {
  const reached = new Set<OrderStatus>([first]);
  for (const status of reached) transitions[status].forEach((next) => reached.add(next));
  const lost = ORDER_STATUSES.filter((status) => !reached.has(status));
  const looping = ORDER_STATUSES.filter((status) => transitions[status].includes(status));
  if (lost.length > 0) throw new Error(`No transition leads to: ${lost.join(', ')}`);
  if (looping.length > 0) throw new Error(`These states lead to themselves: ${looping.join(', ')}`);
}
