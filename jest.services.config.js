import base from './jest.config.js';

/** The suite on a database server that `TEST_DATABASE` names, and what is special there. */
/** @type {import('jest').Config} */
export default {
  ...base,
  roots: ['<rootDir>/test'],
  testRegex: String.raw`/test/([^/]+\.e2e|services/[^/]+\.service)\.ts$`,
};
