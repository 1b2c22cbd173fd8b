import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { ServiceProcess } from '../test/support/processes/service-process.js';
import { redisSettings, removeKeys } from '../test/support/servers/redis.js';
import { withResource } from './resources.js';
import { postSingleOrders } from './load/single-orders.js';
import { withDatabase } from './postgres.js';
import { ending, postTo } from './servers.js';

const LOOK_EVERY_MS = 20;
const UNFINISHED = `SELECT 1 FROM orders WHERE status IN ('pending', 'processing') LIMIT 1`;

/** Orders per second. */
interface Rates {
  readonly intake: number;
  readonly drain: number;
}

type Start = (settings: Record<string, string>) => Promise<ServiceProcess>;

/** Servers that share a database and a Redis. */
export class Deployment {
  constructor(
    private readonly servers: readonly ServiceProcess[],
    private readonly database: DataSource,
  ) {}

  /** Posts this many orders while processing is paused, then processes all of them. */
  async takeAndDrain(orders: number): Promise<Rates> {
    await this.tellOne('/processing/pause');
    const intake = await postSingleOrders(this.servers, orders);
    const startedAt = performance.now();
    await this.tellOne('/processing/resume');
    while (await this.hasUnfinished()) await sleep(LOOK_EVERY_MS);
    return { intake, drain: (orders / (performance.now() - startedAt)) * 1000 };
  }

  /** Pauses or resumes all servers. */
  private async tellOne(path: string): Promise<void> {
    const [server] = this.servers;
    if (server) await postTo(server, path);
  }

  private async hasUnfinished(): Promise<boolean> {
    return (await this.database.query<object[]>(UNFINISHED)).length > 0;
  }
}

/** Runs `use` with this many servers on their own database and Redis prefix, both removed afterwards. */
export function withDeployment<Result>(
  instances: number,
  start: Start,
  use: (deployment: Deployment) => Promise<Result>,
): Promise<Result> {
  return withResource(
    () => Promise.resolve(redisSettings()),
    removeKeys,
    (redis) =>
      withDatabase((url, inside) =>
        endingAll(
          instances,
          () => start({ ...redis, DATABASE_URL: url }),
          (servers) => use(new Deployment(servers, inside)),
        ),
      ),
  );
}

function endingAll<Result>(
  instances: number,
  start: () => Promise<ServiceProcess>,
  use: (servers: readonly ServiceProcess[]) => Promise<Result>,
): Promise<Result> {
  if (instances === 0) return use([]);
  return ending(start, (server) => endingAll(instances - 1, start, (others) => use([server, ...others])));
}
