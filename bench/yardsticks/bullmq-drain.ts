import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

const URL = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const CONNECT_TIMEOUT_MS = 2000;
const BULK = 1000;

export async function isRedisThere(): Promise<boolean> {
  const redis = new Redis(URL, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

/** Works off empty jobs with BullMQ as it comes. @returns jobs per second */
export async function drainBullMq(jobs: number, concurrency: number): Promise<number> {
  const connection = new Redis(URL, { maxRetriesPerRequest: null });
  const name = `bench-${process.pid}-${Date.now()}`;
  const queue = new Queue(name, { connection });
  for (let added = 0; added < jobs; added += BULK) {
    await queue.addBulk(
      Array.from({ length: BULK }, (_, index) => ({ name: 'job', data: { id: added + index } })),
    );
  }
  const startedAt = performance.now();
  await new Promise<void>((resolve) => {
    let left = jobs;
    const worker = new Worker(name, () => Promise.resolve(), { connection, concurrency });
    worker.on('completed', () => --left === 0 && void worker.close().then(resolve));
  });
  const elapsed = performance.now() - startedAt;
  await queue.obliterate({ force: true });
  await queue.close();
  connection.disconnect();
  return (jobs / elapsed) * 1000;
}
