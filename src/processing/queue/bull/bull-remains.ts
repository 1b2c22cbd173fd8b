import type { Queue } from 'bullmq';
import type { RedisLink } from '../../../cluster/redis/redis-link.js';
import { type OrderJob, jobIdOf } from '../order-job.js';

/**
 * A job has its id in a list, and a hash with its data; Redis may have lost either. BullMQ adds no second job while the hash
 * of its id exists, and hands out an empty job when the hash is missing. So this removes waiting ids that have no data, and
 * hashes of ids that are neither waiting nor active. A job with a lock stays: a worker has just taken it.
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

/** Parts of jobs that Redis has left after losing others. They would keep their orders out of the queue for ever. */
export class BullRemains {
  constructor(
    private readonly redis: RedisLink,
    private readonly queue: Queue<OrderJob>,
  ) {}

  /**
   * Removes such parts for these orders, in one step; complete jobs stay.
   * @param orderIds of orders that are due by their rows
   * @returns how many orders had such parts
   */
  async remove(orderIds: readonly string[]): Promise<number> {
    const keys = LISTS.map((list) => this.queue.toKey(list));
    const values = [this.queue.toKey(''), ...orderIds.map(jobIdOf)];
    return (await this.redis.commands.eval(REMOVE, keys.length, ...keys, ...values)) as number;
  }
}
