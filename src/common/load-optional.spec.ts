import { describe, expect, it } from '@jest/globals';
import { loadOptional } from './load-optional.js';

describe('an optional package', () => {
  it('is loaded', async () => {
    expect(await loadOptional('REDIS_URL', 'ioredis', () => Promise.resolve('loaded'))).toBe('loaded');
  });

  it('is named when it is missing, with the command that installs it', async () => {
    const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(loadOptional('REDIS_URL', 'ioredis', () => Promise.reject(missing))).rejects.toThrow(
      'REDIS_URL needs the package ioredis, which is not installed: npm install ioredis',
    );
  });

  it('passes on its own error when it is installed but broken', async () => {
    const broken = new SyntaxError('Unexpected token');
    await expect(loadOptional('REDIS_URL', 'ioredis', () => Promise.reject(broken))).rejects.toBe(broken);
  });
});
