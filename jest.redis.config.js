import base from './jest.config.js';

/** What needs Redis, on 127.0.0.1:6379 or at TEST_REDIS_URL, and the program redis-server. */
/** @type {import('jest').Config} */
export default {
  ...base,
  roots: ['<rootDir>/test/redis'],
  testRegex: String.raw`\.redis\.ts$`,
  globalSetup: '<rootDir>/test/support/servers/require-redis.js',
  maxWorkers: 1,
};
