import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { DAY_MS } from '../../config/durations.js';
import { Attempt } from './attempt.js';
import { TimeLimitError } from '../processor/processing-errors.js';

const LIMIT_MS = 1000;

describe('an attempt', () => {
  let clock: ManualClock;
  let attempt: Attempt;

  beforeEach(() => {
    clock = new ManualClock();
    attempt = new Attempt();
  });

  it('ends when the work does, and leaves no timer behind', async () => {
    expect(await attempt.run(() => Promise.resolve(), clock, LIMIT_MS)).toBe(0);
    expect(clock.sleeping).toBe(0);
    expect(attempt.reason).toBeUndefined();
  });

  it('tells how long the work took, whatever becomes of the clock meanwhile', async () => {
    const work = (): Promise<void> => {
      clock.jump(-DAY_MS);
      clock.advance(250);
      return Promise.resolve();
    };
    expect(await attempt.run(work, clock, LIMIT_MS)).toBe(250);
  });

  it('fails as the work fails', async () => {
    const work = (): Promise<void> => Promise.reject(new Error('No stock.'));
    await expect(attempt.run(work, clock, LIMIT_MS)).rejects.toThrow('No stock.');
    expect(clock.sleeping).toBe(0);
  });

  it('fails when the work throws at once', async () => {
    const work = (): Promise<void> => {
      throw new Error('No stock.');
    };
    await expect(attempt.run(work, clock, LIMIT_MS)).rejects.toThrow('No stock.');
  });

  it('is aborted at its time limit, even if the work does not listen', async () => {
    const ended = attempt.run(() => new Promise(() => undefined), clock, LIMIT_MS);
    clock.advance(LIMIT_MS);
    await expect(ended).rejects.toThrow(TimeLimitError);
    expect(attempt.reason).toBeInstanceOf(TimeLimitError);
  });

  it('can be broken off from outside', async () => {
    const ended = attempt.run(() => new Promise(() => undefined), clock, LIMIT_MS);
    attempt.abort(new Error('Enough.'));
    await expect(ended).rejects.toThrow('Enough.');
    expect(clock.sleeping).toBe(0);
  });

  it('never begins if it was broken off before', async () => {
    attempt.abort(new Error('Enough.'));
    let hasBegun = false;
    const work = (): Promise<void> => Promise.resolve(void (hasBegun = true));
    await expect(attempt.run(work, clock, LIMIT_MS)).rejects.toThrow('Enough.');
    expect(hasBegun).toBe(false);
  });
});
