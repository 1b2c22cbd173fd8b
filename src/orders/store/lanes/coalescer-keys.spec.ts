import { beforeEach, describe, expect, it } from '@jest/globals';
import { GatedGroups } from '../../../../test/support/gated-groups.js';
import { Coalescer } from './coalescer.js';

const LIMIT = 3;

describe('lanes for items that have something to themselves', () => {
  let groups: GatedGroups;
  let lanes: Coalescer<string>;

  beforeEach(() => {
    groups = new GatedGroups();
    lanes = new Coalescer(
      2,
      LIMIT,
      groups.settle,
      () => 1,
      (item) => [item.toLowerCase()],
    );
  });

  async function add(items: string): Promise<void> {
    for (const item of items) lanes.add(item);
    await groups.turns();
  }

  async function end(group: number): Promise<void> {
    for (const item of groups.texts[group] ?? '') lanes.release(item);
    await groups.end(group);
  }

  it('keep those apart that ask for the same, and settle them in the order they came', async () => {
    await add('x');
    await add('Xa');
    expect(groups.texts).toEqual(['x', 'a']);
    await add('X');
    await end(1);
    expect(groups.texts).toEqual(['x', 'a']);
    await end(0);
    expect(groups.texts).toEqual(['x', 'a', 'XX']);
    await add('b');
    expect(groups.texts).toEqual(['x', 'a', 'XX', 'b']);
  });

  it('let others have it as soon as it is released, whatever its group waits for', async () => {
    await add('xa');
    await add('A');
    expect(groups.texts).toEqual(['xa']);
    lanes.release('a');
    await groups.turns();
    expect(groups.texts).toEqual(['xa', 'A']);
  });

  it('hold it beyond the end of its group until all that share it have released it', async () => {
    await add('xX');
    await groups.end(0);
    await add('x');
    lanes.release('x');
    await groups.turns();
    expect(groups.texts).toEqual(['xX']);
    lanes.release('X');
    await groups.turns();
    expect(groups.texts).toEqual(['xX', 'x']);
  });

  it('run other work as if it were a group', async () => {
    let goOn = (): void => undefined;
    const work = lanes.run(() => new Promise<string>((resolve) => (goOn = (): void => resolve('done'))));
    await groups.turns();
    await add('a');
    await add('b');
    let hasRested = false;
    const rest = lanes.atRest(() => Promise.resolve((hasRested = true)));
    await end(0);
    expect([groups.texts, hasRested]).toEqual([['a'], false]);
    goOn();
    expect(await work).toBe('done');
    await groups.turns();
    expect(groups.texts).toEqual(['a', 'b']);
    await end(1);
    expect(await rest).toBe(true);
  });
});
