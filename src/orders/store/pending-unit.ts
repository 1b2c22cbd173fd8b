import type { Answer, UnitOfWork } from './commit-group.js';
import type { Urgency } from './waiting-line.js';

/** Commands that somebody waits for. */
export interface PendingUnit {
  readonly unit: UnitOfWork;
  readonly urgency: Urgency;
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}

export function orderIdsOf({ unit }: PendingUnit): string[] {
  return unit.map(({ orderId }) => orderId);
}

export function weightOf({ unit }: PendingUnit): number {
  return unit.length;
}

/** Undefined if there are several. */
export function onlyIdOf(pending: PendingUnit): string | undefined {
  const [orderId, ...others] = orderIdsOf(pending);
  return others.length === 0 ? orderId : undefined;
}
