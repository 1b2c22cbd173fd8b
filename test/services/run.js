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
};

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
