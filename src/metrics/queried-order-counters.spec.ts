import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import type { OrderTally } from '../orders/order-tally.js';
import { QueriedOrderCounters } from './queried-order-counters.js';

const DAY_MS = 86_400_000;

describe('counters that are queried', () => {
  it.each([-DAY_MS, DAY_MS])('are a second old at most, also after a jump by %d ms', async (jumpMs) => {
    const clock = new ManualClock();
    let counts = 0;
    const current = (): Promise<[]> => {
      counts++;
      return Promise.resolve([]);
    };
    const counters = new QueriedOrderCounters({ current } as unknown as OrderTally, clock);
    await counters.read();
    clock.jump(jumpMs);
    clock.advance(999);
    await counters.read();
    expect(counts).toBe(1);
    clock.advance(1);
    await counters.read();
    expect(counts).toBe(2);
  });
});
