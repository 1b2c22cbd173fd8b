import type { Ratio, Rounds } from './compare.js';

/** One row of the results: what was measured, what it was compared with, and the goal. */
export interface Figure {
  readonly name: string;
  readonly yardstick: string;
  /** Absent if the figure has no goal. */
  readonly goal?: Goal;
  readonly ratio: Ratio;
  /** The absolute figures on this machine. */
  readonly measured: string;
}

interface Goal {
  readonly kind: 'at least' | 'at most';
  readonly value: number;
}

export const atLeast = (value: number): Goal => ({ kind: 'at least', value });
export const atMost = (value: number): Goal => ({ kind: 'at most', value });

/** @returns undefined if there is no goal */
export function isMet({ goal, ratio }: Figure): boolean | undefined {
  if (!goal) return undefined;
  return goal.kind === 'at least' ? ratio.median >= goal.value : ratio.median <= goal.value;
}

/** Duration, number of rounds, and sizes. */
export interface Effort {
  readonly rounds: Rounds;
  readonly seconds: number;
  /** Orders in a large table. */
  readonly manyOrders: number;
  /** Orders drained, or posted in bulk, per round. */
  readonly bulkOrders: number;
  /** Orders posted one by one and then drained, per round. */
  readonly singleOrders: number;
}

export type Benchmark = (effort: Effort) => Promise<Figure[]>;
