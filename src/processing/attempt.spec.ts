import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { runAttempt } from './attempt.js';
import { TimeLimitError } from './processing-errors.js';

const LIMIT_MS = 1000;

describe('an attempt', () => {
  let clock: ManualClock;
  let controller: AbortController;

  beforeEach(() => {
    clock = new ManualClock();
    controller = new AbortController();
  });

  it('ends when the work does, and leaves no timer behind', async () => {
    await runAttempt(() => Promise.resolve(), controller, clock, LIMIT_MS);
    expect(clock.sleeping).toBe(0);
    expect(controller.signal.aborted).toBe(false);
  });

  it('fails as the work fails', async () => {
    const work = (): Promise<void> => Promise.reject(new Error('No stock.'));
    await expect(runAttempt(work, controller, clock, LIMIT_MS)).rejects.toThrow('No stock.');
    expect(clock.sleeping).toBe(0);
  });

  it('fails when the work throws at once', async () => {
    const work = (): Promise<void> => {
      throw new Error('No stock.');
    };
    await expect(runAttempt(work, controller, clock, LIMIT_MS)).rejects.toThrow('No stock.');
  });

  it('is aborted at its time limit, even if the work does not listen', async () => {
    const attempt = runAttempt(() => new Promise(() => undefined), controller, clock, LIMIT_MS);
    clock.advance(LIMIT_MS);
    await expect(attempt).rejects.toThrow(TimeLimitError);
    expect(controller.signal.aborted).toBe(true);
  });

  it('can be broken off from outside', async () => {
    const attempt = runAttempt(() => new Promise(() => undefined), controller, clock, LIMIT_MS);
    controller.abort(new Error('Enough.'));
    await expect(attempt).rejects.toThrow('Enough.');
    expect(clock.sleeping).toBe(0);
  });
});
