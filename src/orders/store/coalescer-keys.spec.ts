import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Coalescer } from './coalescer.js';

const LIMIT = 3;

describe('lanes for items that have something to themselves', () => {
  let groups: string[];
  let ends: (() => void)[];
  let lanes: Coalescer<string>;

  beforeEach(() => {
    groups = [];
    ends = [];
    lanes = new Coalescer(
      2,
      LIMIT,
      (group) => {
        groups.push(group.join(''));
        return new Promise((end) => ends.push(end));
      },
      () => 1,
      (item) => [item.toLowerCase()],
    );
  });

  /** Lets everything happen that waits for nothing but its turn. */
  async function settled(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) await nextTurn();
  }

  async function add(items: string): Promise<void> {
    for (const item of items) lanes.add(item);
    await settled();
  }

  async function end(group: number): Promise<void> {
    for (const item of groups[group] ?? '') lanes.release(item);
    ends[group]?.();
    await settled();
  }

  it('keep those apart that ask for the same, and settle them in the order they came', async () => {
    await add('x');
    await add('Xa');
    expect(groups).toEqual(['x', 'a']);
    await add('X');
    await end(1);
    expect(groups).toEqual(['x', 'a']);
    await end(0);
    expect(groups).toEqual(['x', 'a', 'XX']);
    await add('b');
    expect(groups).toEqual(['x', 'a', 'XX', 'b']);
  });

  it('let others have it as soon as it is released, whatever its group waits for', async () => {
    await add('xa');
    await add('A');
    expect(groups).toEqual(['xa']);
    lanes.release('a');
    await settled();
    expect(groups).toEqual(['xa', 'A']);
  });

  it('hold it beyond the end of its group until all that share it have released it', async () => {
    await add('xX');
    ends[0]?.();
    await add('x');
    lanes.release('x');
    await settled();
    expect(groups).toEqual(['xX']);
    lanes.release('X');
    await settled();
    expect(groups).toEqual(['xX', 'x']);
  });

  it('run other work as if it were a group', async () => {
    let goOn = (): void => undefined;
    const work = lanes.run(() => new Promise<string>((resolve) => (goOn = (): void => resolve('done'))));
    await settled();
    await add('a');
    await add('b');
    let hasRested = false;
    const rest = lanes.atRest(() => Promise.resolve((hasRested = true)));
    await end(0);
    expect([groups, hasRested]).toEqual([['a'], false]);
    goOn();
    expect(await work).toBe('done');
    await settled();
    expect(groups).toEqual(['a', 'b']);
    await end(1);
    expect(await rest).toBe(true);
  });
});
