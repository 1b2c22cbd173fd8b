import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BullLosses } from './bull-losses.js';

describe('losses of the queue', () => {
  let told: number[];
  let losses: BullLosses;

  beforeEach(() => {
    jest.useFakeTimers();
    told = [];
    losses = new BullLosses((jobs) => told.push(jobs));
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('are told together, and once a minute', () => {
    losses.note(3);
    losses.note(1);
    expect(told).toEqual([]);
    jest.advanceTimersByTime(1000);
    expect(told).toEqual([4]);
    losses.note(5);
    jest.advanceTimersByTime(59_999);
    losses.note(2);
    expect(told).toEqual([4]);
    jest.advanceTimersByTime(1);
    expect(told).toEqual([4, 7]);
  });

  it('are not told when there are none', () => {
    losses.note(0);
    losses.close();
    jest.advanceTimersByTime(100_000);
    expect(told).toEqual([]);
  });

  it('are told at the end', () => {
    losses.note(1);
    losses.close();
    jest.advanceTimersByTime(100_000);
    expect(told).toEqual([1]);
  });
});
