import { setTimeout as sleep } from 'node:timers/promises';
import { compare } from '../compare.js';
import { type Benchmark, atLeast } from '../figure.js';
import { postBatches } from '../load/batches.js';
import { NO_WORK, postTo, withService } from '../servers.js';
import { isRedisThere } from '../redis.js';
import { measured } from '../yardsticks/measured.js';
import type { ServiceProcess } from '../../test/support/processes/service-process.js';

const WORKERS = 50;
const LOOK_EVERY_MS = 20;

interface Metrics {
  readonly order_status_counts: { readonly completed: number };
}

/** Durable claims and completions, compared with a bare queue. */
export const drain: Benchmark = async ({ rounds, bulkOrders }) => {
  if (!(await isRedisThere())) {
    console.warn('No Redis: the drain is left out. TEST_REDIS_URL says where one is.');
    return [];
  }
  return withService({ ...NO_WORK, WORKER_CONCURRENCY: String(WORKERS) }, async (service) => {
    const { ratio, subject, yardstick } = await compare(
      rounds,
      () => drainOrders(service, bulkOrders),
      () => measured('bullmq-drain', bulkOrders, WORKERS),
    );
    return [
      {
        name: `drain: claim and complete, each on disk, ${WORKERS} workers`,
        yardstick: 'BullMQ on Redis with empty jobs (not on disk)',
        goal: atLeast(1),
        ratio,
        measured: `${Math.round(subject)} orders/s, yardstick ${Math.round(yardstick)} jobs/s`,
      },
    ];
  });
};

/** @returns orders per second, from resuming until the last order is completed */
async function drainOrders(service: ServiceProcess, orders: number): Promise<number> {
  await postTo(service, '/processing/pause');
  const before = await completed(service);
  await postBatches(service.url, orders);
  const startedAt = performance.now();
  await postTo(service, '/processing/resume');
  while ((await completed(service)) < before + orders) await sleep(LOOK_EVERY_MS);
  return (orders / (performance.now() - startedAt)) * 1000;
}

async function completed({ url }: ServiceProcess): Promise<number> {
  const metrics = (await (await fetch(`${url}/metrics`)).json()) as Metrics;
  return metrics.order_status_counts.completed;
}
