import { DomainError } from '../../common/domain-error.js';
import type { OrderOutcome } from '../domain/order-command.js';
import { OrderConflict } from '../domain/order-errors.js';
import { HttpProblem } from '../../http/problem/http-problem.js';

export const RowResult = {
  Created: 'created',
  /** The same order was accepted before. */
  Replayed: 'replayed',
  /** Another order has this id. */
  Conflict: 'conflict',
  Invalid: 'invalid',
  /** The order could not be stored right now: the client should resend it. */
  Unavailable: 'unavailable',
  /** The database rejects the order, and would reject it again. */
  Failed: 'failed',
} as const;

export type RowResult = (typeof RowResult)[keyof typeof RowResult];

export const ROW_RESULTS = Object.values(RowResult);

/** The outcome of one row of a batch. */
export interface RowOutcome {
  readonly orderId: string | undefined;
  readonly result: RowResult;
  /** Why the order was not accepted. */
  readonly error?: DomainError | HttpProblem;
}

export function takenOutcome(orderId: string, { hasChanged }: OrderOutcome): RowOutcome {
  return { orderId, result: hasChanged ? RowResult.Created : RowResult.Replayed };
}

/** @param thrown by the attempt to store a valid row */
export function refusedOutcome(orderId: string, thrown: unknown): RowOutcome {
  if (!(thrown instanceof DomainError))
    return { orderId, result: RowResult.Failed, error: unexpected(thrown) };
  return {
    orderId,
    result: thrown instanceof OrderConflict ? RowResult.Conflict : RowResult.Unavailable,
    error: thrown,
  };
}

/** The store has already logged the error. */
function unexpected(cause: unknown): HttpProblem {
  return new HttpProblem(500, 'internal_error', 'Something went wrong on our side.', { cause });
}
