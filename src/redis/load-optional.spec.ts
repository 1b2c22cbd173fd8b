import { describe, expect, it } from '@jest/globals';
import { loadOptional } from './load-optional.js';

describe('an optional package', () => {
  it('is loaded', async () => {
    expect(await loadOptional('ioredis', () => Promise.resolve('loaded'))).toBe('loaded');
  });

  it('is named when it is missing, with what to do', async () => {
    const load = (): Promise<never> => Promise.reject(new Error('Cannot find package'));
    await expect(loadOptional('ioredis', load)).rejects.toThrow(
      'REDIS_URL is set, but the package ioredis is missing: npm install ioredis',
    );
  });
});
