import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Semaphore } from './semaphore.js';

describe('a semaphore', () => {
  let semaphore: Semaphore;
  let begun: string[];
  let ends: Map<string, () => void>;

  beforeEach(() => {
    semaphore = new Semaphore(3);
    begun = [];
    ends = new Map();
  });

  function run(name: string, weight: number): Promise<string> {
    return semaphore.run(weight, async () => {
      begun.push(name);
      await new Promise<void>((end) => ends.set(name, end));
      return name;
    });
  }

  it('lets work begin in its order, as far as there is room', async () => {
    const all = [run('a', 2), run('b', 2), run('c', 1)];
    await nextTurn();
    expect(begun).toEqual(['a']);
    ends.get('a')?.();
    await nextTurn();
    expect(begun).toEqual(['a', 'b', 'c']);
    ends.forEach((end) => end());
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  });

  it('lets work that weighs too much run alone', async () => {
    const all = [run('a', 4), run('b', 1)];
    await nextTurn();
    expect(begun).toEqual(['a']);
    ends.get('a')?.();
    await nextTurn();
    expect(begun).toEqual(['a', 'b']);
    ends.forEach((end) => end());
    await Promise.all(all);
  });

  it('goes on after work that failed', async () => {
    await expect(semaphore.run(3, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await semaphore.run(3, () => Promise.resolve('yes'))).toBe('yes');
  });
});
