import type { Queue } from 'bullmq';
import type { RedisLink } from '../../../cluster/redis/redis-link.js';
import { type OrderJob, jobIdOf } from '../order-job.js';

/**
 * Of a job there is its id in a list, and a hash with what it carries; either may be gone. BullMQ takes no second job
 * under an id whose hash is there, and hands out an empty job for an id whose hash is not. So a waiting id without what
 * it carries leaves the line, and the hash of an id that is neither waiting nor active goes. One with a lock stays: a
 * worker has just taken it.
 */
const REMOVE = `local isInLine, isEmpty, lost = {}, {}, 0
for _, id in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do isInLine[id] = true end
for _, id in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if redis.call('HEXISTS', ARGV[1] .. id, 'data') == 1 then isInLine[id] = true
  else
    isEmpty[id] = true
    redis.call('LREM', KEYS[1], 1, id)
    redis.call('DEL', ARGV[1] .. id)
  end
end
for i = 2, #ARGV do
  local id = ARGV[i]
  local job = ARGV[1] .. id
  local isLeft = not isInLine[id] and redis.call('EXISTS', job) == 1 and redis.call('EXISTS', job .. ':lock') == 0
  if isLeft then
    redis.call('DEL', job)
    redis.call('ZREM', KEYS[3], id)
    redis.call('ZREM', KEYS[4], id)
  end
  if isLeft or isEmpty[id] then lost = lost + 1 end
end
return lost`;

const LISTS = ['wait', 'active', 'completed', 'failed'];

/** What is left of jobs in Redis once it has lost a part of them: such an order would never be put in line again. */
export class BullRemains {
  constructor(
    private readonly redis: RedisLink,
    private readonly queue: Queue<OrderJob>,
  ) {}

  /**
   * Removes what is left of these orders' jobs, in one step; jobs that are whole stay as they are.
   * @param orderIds of orders that are due by their rows
   * @returns of how many there was something left
   */
  async remove(orderIds: readonly string[]): Promise<number> {
    const keys = LISTS.map((list) => this.queue.toKey(list));
    const values = [this.queue.toKey(''), ...orderIds.map(jobIdOf)];
    return (await this.redis.commands.eval(REMOVE, keys.length, ...keys, ...values)) as number;
  }
}
