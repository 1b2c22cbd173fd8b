import { spawnSync } from 'node:child_process';
import { isReachable } from './is-reachable.js';
import { SERVICES } from './services.js';

/** Fails the run at once, and clearly, when something is not there. */
export default async function requireServices() {
  for (const [name, service] of Object.entries(SERVICES))
    if (!(await isReachable(service)))
      throw new Error(`These tests need ${name} at ${service.url}: nobody answers.`);
  if (spawnSync('redis-server', ['--version']).status !== 0)
    throw new Error('These tests need the program redis-server.');
}
