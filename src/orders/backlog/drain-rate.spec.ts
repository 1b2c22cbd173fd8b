import { describe, expect, it } from '@jest/globals';
import { DrainRate } from './drain-rate.js';

const START = 1_740_312_743_000;

describe('the drain rate', () => {
  it('is an average over the last ten seconds', () => {
    const rate = new DrainRate(START);
    for (let ms = 0; ms < 20_000; ms += 100) rate.record(START + ms);
    expect(rate.perSecond(START + 19_900)).toBe(10);
  });

  it('counts a young service by its age', () => {
    const rate = new DrainRate(START);
    for (let ms = 0; ms < 2000; ms += 100) rate.record(START + ms);
    expect(rate.perSecond(START + 2000)).toBe(10);
  });

  it('forgets', () => {
    const rate = new DrainRate(START);
    rate.record(START);
    expect(rate.perSecond(START + 60_000)).toBe(0);
  });
});
