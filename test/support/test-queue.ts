import { redisSettings, removeKeys } from './servers/redis.js';

/** How long `REDIS_PREFIX` may be; what tells databases apart stands at the end. */
const MAX_PREFIX = 64;

/** Where the line of orders is kept, unless a test says so itself. */
const QUEUE_KIND = (process.env['TEST_QUEUE'] ?? 'memory') as 'memory' | 'redis';

/** Leaves a `describe` or an `it` out on other queues. */
export function inMemoryOnly<Block extends { readonly skip?: unknown }>(block: Block): Block {
  return QUEUE_KIND === 'memory' ? block : ((block.skip ?? block) as Block);
}

/** Settings that bring an app to its queue: apps on the same database meet there, others do not. */
export function queueSettings(databaseUrl: string): Record<string, string> {
  return QUEUE_KIND === 'redis' ? redisQueue(databaseUrl) : {};
}

/** Removes what the apps on a database have left in their queue. */
export async function dropQueue(databaseUrl: string): Promise<void> {
  if (QUEUE_KIND === 'redis') await removeKeys(redisQueue(databaseUrl));
}

function redisQueue(databaseUrl: string): ReturnType<typeof redisSettings> {
  return { ...redisSettings(), REDIS_PREFIX: databaseUrl.replaceAll(/\W+/g, '-').slice(-MAX_PREFIX) };
}
