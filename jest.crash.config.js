import base from './jest.config.js';

/** The fault suite: the built service as processes that get killed, stopped, locked out and starved. */
/** @type {import('jest').Config} */
export default {
  ...base,
  roots: ['<rootDir>/test/crash'],
  testRegex: String.raw`\.crash\.ts$`,
  maxWorkers: 1,
  testTimeout: 120_000,
};
