import type { Effort } from './figure.js';

export const FULL: Effort = {
  rounds: { warmUp: 1, counted: 5 },
  seconds: 3,
  manyOrders: 1_000_000,
  bulkOrders: 50_000,
  singleOrders: 3000,
};

/** For an overview in less than a minute. */
export const QUICK: Effort = {
  rounds: { warmUp: 0, counted: 1 },
  seconds: 0.3,
  manyOrders: 1000,
  bulkOrders: 2000,
  singleOrders: 1000,
};
