import { spawnSync } from 'node:child_process';
import console from 'node:console';
import { isReachable } from '../support/is-reachable.js';
import { SERVICES } from '../support/services.js';

const JEST = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
  '--config',
  'jest.services.config.js',
];

const skipped = (process.env.SKIP_SERVICES ?? '').split(',').map((name) => name.trim());

/** Runs the suite on a service. @returns {Promise<boolean>} whether it passed */
async function runOn(name) {
  console.log(`\n=== ${name} ===`);
  if (!(await isReachable(SERVICES[name]))) {
    console.error(`${name} cannot be reached. To go without it: SKIP_SERVICES=${name}`);
    return false;
  }
  const env = { ...process.env, TEST_DATABASE: name };
  const { status } = spawnSync(process.execPath, [...JEST, ...process.argv.slice(2)], {
    env,
    stdio: 'inherit',
  });
  return status === 0;
}

for (const name of Object.keys(SERVICES).filter((service) => !skipped.includes(service))) {
  if (!(await runOn(name))) process.exitCode = 1;
}
