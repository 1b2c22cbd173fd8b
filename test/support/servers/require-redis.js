import { Redis } from 'ioredis';

const REDIS_URL = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379';

/** Fails the run at once, and clearly, when Redis is not there. */
export default async function requireRedis() {
  const redis = new Redis(REDIS_URL, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
  } catch (cause) {
    throw new Error(`These tests need Redis at ${REDIS_URL}: ${cause.message}`, { cause });
  } finally {
    redis.disconnect();
  }
}
