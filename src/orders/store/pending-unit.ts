import type { Answer, UnitOfWork } from './commit-group.js';

/** Commands that somebody waits for. */
export interface PendingUnit {
  readonly unit: UnitOfWork;
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}

export function orderIdsOf({ unit }: PendingUnit): string[] {
  return unit.map(({ orderId }) => orderId);
}

export function weightOf({ unit }: PendingUnit): number {
  return unit.length;
}
