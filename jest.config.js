/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/support/processes/leak-checking-environment.js',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: String.raw`\.(spec|e2e)\.ts$`,
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { [String.raw`^(\.{1,2}/.*)\.js$`]: '$1' },
  transform: {
    [String.raw`\.ts$`]: [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  testTimeout: 30_000,
  // Tests wait more than they compute; left to itself Jest keeps one core free.
  maxWorkers: '100%',
  // A file that leaks has failed by then; it must not hang the run as well.
  forceExit: process.env.CI !== undefined,
};
