import { spawnSync } from 'node:child_process';
import console from 'node:console';
import { connect } from 'node:net';
import { URL } from 'node:url';

const PATIENCE_MS = 3000;
const JEST = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
  '--config',
  'jest.services.config.js',
];

const SERVICES = {
  postgres: {
    url: process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres',
    port: 5432,
  },
  mysql: { url: process.env.TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306', port: 3306 },
  redis: { url: process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379', port: 6379 },
};

/** A database, and where the queue is when it is not in memory. SQLite with a queue in memory is `npm test`. */
const SETUPS = ['sqlite+redis', 'postgres', 'postgres+redis', 'mysql', 'mysql+redis'];

const words = process.argv.slice(2);
const named = SETUPS.filter((setup) => words.includes(setup));
const forJest = words.filter((word) => !SETUPS.includes(word));
const skipped = (process.env.SKIP_SERVICES ?? '').split(',').map((name) => name.trim());

/** @returns {Promise<boolean>} whether anybody answers there */
function isReachable({ url, port }) {
  const address = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({
      host: address.hostname,
      port: Number(address.port || port),
      timeout: PATIENCE_MS,
    });
    const settle = (answer) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', settle(true)).on('error', settle(false)).on('timeout', settle(false));
  });
}

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
