import type { Ratio, Rounds } from './compare.js';

/** One line of the results: what was measured, against what, and what it was to be. */
export interface Figure {
  readonly name: string;
  readonly yardstick: string;
  /** None: the figure is only shown. */
  readonly goal?: Goal;
  readonly ratio: Ratio;
  /** The absolute figures of this machine, for the curious. */
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

/** How long and how often to measure, and at what size. */
export interface Effort {
  readonly rounds: Rounds;
  readonly seconds: number;
  /** Orders in a large table. */
  readonly manyOrders: number;
  /** Orders that are drained or posted in bulk in one round. */
  readonly bulkOrders: number;
  /** Orders that are posted one by one, and then drained, in one round. */
  readonly singleOrders: number;
}

export type Benchmark = (effort: Effort) => Promise<Figure[]>;
