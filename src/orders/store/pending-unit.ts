import type { Answer, UnitOfWork } from './commit-group.js';
import type { Urgency } from './lanes/waiting-line.js';

/** How many commands share a commit at most, unless one unit alone has more. */
export const GROUP_LIMIT = 500;

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
