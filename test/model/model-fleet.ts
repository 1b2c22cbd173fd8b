import { Fleet } from '../fleet/fleet.js';
import { RedisServer } from '../support/servers/redis.js';
import { SERVERS, TestDatabase } from '../support/database/test-database.js';

export const MAX_ATTEMPTS = 3;

const SETTINGS = {
  MAX_ATTEMPTS: String(MAX_ATTEMPTS),
  RETRY_BASE_MS: '20',
  RETRY_MAX_MS: '200',
  WORKER_CONCURRENCY: '10',
};

/** How the service may be run. */
export interface Setup {
  readonly database: 'sqlite' | 'postgres' | 'mysql';
  readonly instances: number;
  readonly queue: 'memory' | 'redis';
}

/** Each database with one instance, and servers with several, which meet in Redis or in the database alone. */
export const SETUPS: readonly Setup[] = [
  { database: 'sqlite', instances: 1, queue: 'memory' },
  { database: 'postgres', instances: 1, queue: 'memory' },
  { database: 'postgres', instances: 3, queue: 'memory' },
  { database: 'postgres', instances: 3, queue: 'redis' },
  { database: 'mysql', instances: 1, queue: 'memory' },
  { database: 'mysql', instances: 3, queue: 'memory' },
  { database: 'mysql', instances: 3, queue: 'redis' },
];

/** All instances of a set-up, on a database of their own. */
export async function startFleet({ database, instances, queue }: Setup): Promise<Fleet> {
  const fleet = await Fleet.on(
    database === 'sqlite' ? await TestDatabase.createFile() : await TestDatabase.createOn(SERVERS[database]),
    queue === 'redis' ? await RedisServer.start() : undefined,
  );
  try {
    await Promise.all(Array.from({ length: instances }, () => startInstance(fleet)));
    return fleet;
  } catch (error) {
    await fleet.dispose();
    throw error;
  }
}

export async function startInstance(fleet: Fleet): Promise<void> {
  await fleet.start(SETTINGS);
}
