import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { REDIS_URL } from '../redis.js';

const BULK = 1000;

/** Processes empty jobs with BullMQ's defaults and prints jobs per second: `bullmq-drain JOBS CONCURRENCY`. */
const [jobs = 0, concurrency = 1] = process.argv.slice(2).map(Number);
const connection = new Redis(REDIS_URL, { maxRetriesPerRequest: null });
const name = `bench-${process.pid}-${Date.now()}`;
const queue = new Queue(name, { connection });
for (let added = 0; added < jobs; added += BULK) {
  const some = Array.from({ length: BULK }, (_, index) => ({ name: 'job', data: { id: added + index } }));
  await queue.addBulk(some);
}

const worker = new Worker(name, () => Promise.resolve(), { connection, concurrency, autorun: false });
await worker.waitUntilReady();
const startedAt = performance.now();
await new Promise<void>((resolve) => {
  let left = jobs;
  worker.on('completed', () => --left === 0 && resolve());
  void worker.run();
});
console.log((jobs / (performance.now() - startedAt)) * 1000);
await worker.close();
await queue.obliterate({ force: true });
await queue.close();
connection.disconnect();
