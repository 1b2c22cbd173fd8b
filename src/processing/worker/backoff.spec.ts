import { describe, expect, it } from '@jest/globals';
import { backoffMs } from './backoff.js';

const LIMITS = { baseMs: 500, maxMs: 60_000 };
const ALMOST_ONE = 1 - Number.EPSILON;

describe('backoff', () => {
  it.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [7, 32_000],
    [8, 60_000],
    [5000, 60_000],
  ])('after attempt %d waits at most %d ms', (attempt, ceiling) => {
    expect(backoffMs(attempt, LIMITS, ALMOST_ONE)).toBe(ceiling);
  });

  it('may wait not at all, for the jitter is full', () => {
    expect(backoffMs(5, LIMITS, 0)).toBe(0);
  });
});
