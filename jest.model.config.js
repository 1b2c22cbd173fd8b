import base from './jest.config.js';

/** Random requests to the built service while its processes are killed and stopped, held to what must always be so. */
/** @type {import('jest').Config} */
export default {
  ...base,
  roots: ['<rootDir>/test/model'],
  testRegex: String.raw`\.model\.ts$`,
  globalSetup: '<rootDir>/test/support/servers/require-services.js',
  maxWorkers: 1,
};
