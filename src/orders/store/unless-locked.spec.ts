import { describe, expect, it } from '@jest/globals';
import { unlessLocked } from './unless-locked.js';
import { OrderLocked, StoreUnavailable } from '../domain/order-errors.js';

const locked = (): Promise<never> => Promise.reject(new OrderLocked('A1', undefined));

describe('commands that stand for themselves', () => {
  it('do without those whose order is locked', async () => {
    expect(await unlessLocked([Promise.resolve(1), locked(), Promise.resolve(3)])).toEqual([1, 3]);
  });

  it('fail with what fails otherwise', async () => {
    const failure = new StoreUnavailable(undefined);
    await expect(unlessLocked([locked(), Promise.reject(failure), Promise.resolve(3)])).rejects.toBe(failure);
  });
});
