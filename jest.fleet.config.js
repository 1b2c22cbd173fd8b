import base from './jest.config.js';

/** The built service as several processes, on database servers and Redis that come and go. */
/** @type {import('jest').Config} */
export default {
  ...base,
  roots: ['<rootDir>/test/fleet'],
  testRegex: String.raw`\.fleet\.ts$`,
  globalSetup: '<rootDir>/test/support/servers/require-services.js',
  maxWorkers: 1,
  testTimeout: 180_000,
};
