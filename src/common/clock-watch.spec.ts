import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ManualClock } from '../../test/support/manual-clock.js';
import { ClockWatch } from './clock-watch.js';

const DAY_MS = 86_400_000;

describe('the watch over the clock', () => {
  let clock: ManualClock;
  let watch: ClockWatch;
  let warn: jest.SpiedFunction<Logger['warn']>;

  beforeEach(() => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    clock = new ManualClock();
    watch = new ClockWatch(clock);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('logs each jump once, with its size', () => {
    clock.jump(DAY_MS);
    watch.check();
    clock.advance(5000);
    watch.check();
    clock.jump(-3600_000);
    watch.check();
    expect(watch.jumps).toBe(2);
    expect(warn.mock.calls.flat()).toEqual([
      "The system's clock has jumped ahead by 86400 s.",
      "The system's clock has jumped back by 3600 s.",
    ]);
  });

  it('does not count small adjustments as jumps, and follows them', () => {
    for (let second = 0; second < 20; second++) {
      clock.advance(1000);
      clock.jump(400);
      watch.check();
    }
    expect(watch.jumps).toBe(0);
    expect(watch.cautiousNowMs()).toBe(clock.nowMs());
  });

  it('does not follow a jump ahead, before or after its detection', () => {
    const before = clock.nowMs();
    clock.jump(DAY_MS);
    expect(watch.cautiousNowMs()).toBe(before);
    watch.check();
    clock.advance(700);
    expect(watch.cautiousNowMs()).toBe(before + 700);
  });

  it('follows a jump back', () => {
    clock.jump(-DAY_MS);
    watch.check();
    expect(watch.cautiousNowMs()).toBe(clock.nowMs());
  });
});
