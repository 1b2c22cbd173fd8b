import { describe, expect, it } from '@jest/globals';
import { toAttemptFailure } from './attempt-failure.js';
import { PermanentError, RetryLaterError } from '../processor/processing-errors.js';

const LIMITS = { baseMs: 500, maxMs: 60_000 };
const HALF = 0.5;
const DAY_MS = 86_400_000;

describe('what follows from a failed attempt', () => {
  it('is a growing random delay', () => {
    expect(toAttemptFailure(new Error('No stock.'), 3, LIMITS, HALF)).toEqual({
      error: 'No stock.',
      delayMs: 1000,
    });
  });

  it('is no further attempt, if the error is permanent', () => {
    expect(toAttemptFailure(new PermanentError('No such item.'), 1, LIMITS, HALF)).toEqual({
      error: 'No such item.',
      delayMs: undefined,
    });
  });

  it.each([
    [90_000, 90_000],
    [0, 0],
    [-5, 0],
    [1.6, 2],
    [NaN, 60_000],
    [Infinity, 60_000],
    [365 * DAY_MS, 30 * DAY_MS],
  ])('is the delay that was asked for, within reason: %d', (asked, delayMs) => {
    expect(toAttemptFailure(new RetryLaterError(asked, 'Busy.'), 1, LIMITS, HALF)).toEqual({
      error: 'Busy.',
      delayMs,
    });
  });
});
