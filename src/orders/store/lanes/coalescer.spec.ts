import { beforeEach, describe, expect, it } from '@jest/globals';
import { GatedGroups } from '../../../../test/support/gated-groups.js';
import { Coalescer } from './coalescer.js';
import { Urgency } from './waiting-line.js';

const LIMIT = 3;

describe('lanes', () => {
  let groups: GatedGroups;
  let lanes: Coalescer<string>;

  beforeEach(() => {
    groups = new GatedGroups();
    lanes = new Coalescer(2, LIMIT, groups.settle);
  });

  async function add(items: string): Promise<void> {
    for (const item of items) lanes.add(item);
    await groups.turns();
  }

  it('puts what arrives in one turn into one group', async () => {
    await add('ab');
    expect(groups.texts).toEqual(['ab']);
  });

  it('gathers what comes while all lanes are taken', async () => {
    await add('a');
    await add('b');
    await add('c');
    await add('d');
    expect(groups.texts).toEqual(['a', 'b']);
    await groups.end(1);
    expect(groups.texts).toEqual(['a', 'b', 'cd']);
    expect(lanes.weightOf(Urgency.Single)).toBe(0);
  });

  it('makes no group larger than its limit', async () => {
    await add('abcd');
    await groups.end(0);
    expect(groups.texts).toEqual(['abc', 'd']);
  });

  it.each([
    [
      [1, 1, 1, 1],
      ['111', '1'],
    ],
    [
      [2, 2],
      ['2', '2'],
    ],
    [
      [4, 1],
      ['4', '1'],
    ],
    [
      [1, 4],
      ['1', '4'],
    ],
  ])('makes groups by the weight of items: %p', async (weights, expected) => {
    const weighed: string[] = [];
    const heavy = new Coalescer<number>(
      1,
      LIMIT,
      (group) => Promise.resolve(void weighed.push(group.join(''))),
      (weight) => weight,
    );
    for (const weight of weights) heavy.add(weight);
    expect(heavy.weightOf(Urgency.Single)).toBe(weights.reduce((sum, weight) => sum + weight));
    await groups.turns();
    expect(weighed).toEqual(expected);
    expect(heavy.weightOf(Urgency.Single)).toBe(0);
  });

  it('rests only when no group is under way, and begins none meanwhile', async () => {
    await add('a');
    await add('b');
    let goOn = (): void => undefined;
    let isResting = false;
    const rested = lanes.atRest(() => {
      isResting = true;
      return new Promise<string>((resolve) => (goOn = (): void => resolve('rested')));
    });
    await add('c');
    await groups.end(0);
    expect(isResting).toBe(false);
    await groups.end(1);
    expect(isResting).toBe(true);
    await add('d');
    expect(groups.texts).toEqual(['a', 'b']);

    goOn();
    expect(await rested).toBe('rested');
    await groups.turns();
    expect(groups.texts).toEqual(['a', 'b', 'cd']);
  });

  it('lets a group go between one rest and the next', async () => {
    const rests: string[] = [];
    const again = lanes.atRest(async () => {
      await add('a');
      void lanes.atRest(() => Promise.resolve(rests.push(`second, after ${groups.texts.length}`)));
      rests.push(`first, after ${groups.texts.length}`);
    });
    await again;
    await groups.turns();
    expect(groups.texts).toEqual(['a']);
    await groups.end(0);
    expect(rests).toEqual(['first, after 0', 'second, after 1']);
  });

  it('goes on after work at rest that failed', async () => {
    await expect(lanes.atRest(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await add('a');
    expect(groups.texts).toEqual(['a']);
  });
});
