import { spawnSync } from 'node:child_process';
import console from 'node:console';
import { isReachable } from '../support/servers/is-reachable.js';
import { SERVICES } from '../support/servers/services.js';

const JEST = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
  '--config',
  'jest.services.config.js',
];

/** A database, and where the queue is when it is not in memory. SQLite with a queue in memory is `npm test`. */
const SETUPS = ['sqlite+redis', 'postgres', 'postgres+redis', 'mysql', 'mysql+redis'];

const words = process.argv.slice(2);
const named = SETUPS.filter((setup) => words.includes(setup));
const forJest = words.filter((word) => !SETUPS.includes(word));
const skipped = (process.env.SKIP_SERVICES ?? '').split(',').map((name) => name.trim());

/** @returns {string[]} the services that a set-up needs */
function servicesOf(setup) {
  return setup.split('+').filter((name) => name in SERVICES);
}

/** Runs the suite on a set-up. @returns {Promise<boolean>} whether it passed */
async function runOn(setup) {
  console.log(`\n=== ${setup} ===`);
  for (const name of servicesOf(setup)) {
    if (await isReachable(SERVICES[name])) continue;
    console.error(`${name} cannot be reached. To go without it: SKIP_SERVICES=${name}`);
    return false;
  }
  const [database, queue = 'memory'] = setup.split('+');
  const env = { ...process.env, TEST_DATABASE: database, TEST_QUEUE: queue };
  const { status } = spawnSync(process.execPath, [...JEST, ...forJest], { env, stdio: 'inherit' });
  return status === 0;
}

const isWanted = (setup) => !servicesOf(setup).some((name) => skipped.includes(name));
for (const setup of (named.length > 0 ? named : SETUPS).filter(isWanted)) {
  if (!(await runOn(setup))) process.exitCode = 1;
}
