import process from 'node:process';
import base from './jest.config.js';

const { TEST_DATABASE = 'sqlite', TEST_QUEUE = 'memory' } = process.env;

/** Folders of tests that know no database. They run on SQLite alone, in `npm test`. */
const ELSEWHERE = ['api', 'door', 'http'];

const suites = [
  String.raw`test/e2e/(?!${ELSEWHERE.join('|')})[^/]+/.+\.e2e`,
  ...(TEST_DATABASE === 'sqlite' ? [] : [String.raw`test/services/.+\.service`]),
  ...(TEST_QUEUE === 'redis' ? [String.raw`test/redis/[^/]+\.redis`] : []),
];

/** The suite on the database and the queue that `TEST_DATABASE` and `TEST_QUEUE` name, and what is special there. */
/** @type {import('jest').Config} */
export default {
  ...base,
  roots: ['<rootDir>/test'],
  testRegex: suites.map((suite) => String.raw`/${suite}\.ts$`),
};
