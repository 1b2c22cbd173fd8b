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

  function run(name: string, weight: number, givenUp?: AbortSignal): Promise<string> {
    const work = async (): Promise<string> => {
      begun.push(name);
      await new Promise<void>((end) => ends.set(name, end));
      return name;
    };
    return semaphore.run(weight, work, givenUp);
  }

  it('starts work in order of arrival, within the limit', async () => {
    const all = [run('a', 2), run('b', 2), run('c', 1)];
    await nextTurn();
    expect(begun).toEqual(['a']);
    ends.get('a')?.();
    await nextTurn();
    expect(begun).toEqual(['a', 'b', 'c']);
    ends.forEach((end) => end());
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  });

  it('runs work heavier than the limit alone', async () => {
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

  it('drops waiting work that was given up, and admits the work behind it', async () => {
    const a = run('a', 2);
    const patience = new AbortController();
    const b = run('b', 2, patience.signal);
    const c = run('c', 1);
    await nextTurn();
    expect([begun, semaphore.waiting]).toEqual([['a'], 2]);
    patience.abort(new Error('too late'));
    await expect(b).rejects.toThrow('too late');
    expect([begun, semaphore.waiting]).toEqual([['a', 'c'], 0]);
    ends.forEach((end) => end());
    expect(await Promise.all([a, c])).toEqual(['a', 'c']);
  });

  it('never starts work that was given up before, and never interrupts running work', async () => {
    await expect(run('a', 1, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    const patience = new AbortController();
    const b = run('b', 3, patience.signal);
    await nextTurn();
    patience.abort();
    ends.forEach((end) => end());
    expect(await b).toBe('b');
    expect(begun).toEqual(['b']);
  });
});
