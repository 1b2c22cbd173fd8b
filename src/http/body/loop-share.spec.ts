import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { LoopShare } from './loop-share.js';

const LIMIT = 10;

describe('a share of the event loop', () => {
  let share: LoopShare;
  let begun: number[];

  beforeEach(() => {
    share = new LoopShare(LIMIT);
    begun = [];
  });

  async function enter(weight: number): Promise<void> {
    await share.enter(weight);
    begun.push(weight);
  }

  /** The weights that start in each turn, until all have started. */
  async function turns(weights: readonly number[]): Promise<number[][]> {
    const all = weights.map(enter);
    const seen: number[][] = [];
    let count = 0;
    while (count < weights.length) {
      await Promise.resolve();
      count += begun.length;
      seen.push(begun.splice(0));
      await nextTurn();
    }
    await Promise.all(all);
    return seen;
  }

  it.each([
    [
      [4, 4, 4, 2, 2],
      [
        [4, 4],
        [4, 2, 2],
      ],
    ],
    [
      [4, 100, 1],
      [[4], [100], [1]],
    ],
    [[1, 1], [[1, 1]]],
  ])('of %j is taken in turns', async (weights, expected) => {
    expect(await turns(weights)).toEqual(expected);
    expect(share.enter(LIMIT)).toBeUndefined();
  });
});
