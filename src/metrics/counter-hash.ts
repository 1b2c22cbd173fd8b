import { randomUUID } from 'node:crypto';
import { ORDER_STATUSES } from '../orders/order-status.js';
import type { RedisLink } from '../redis/redis-link.js';
import { type CounterState, zeros } from './counter-state.js';

/** What the hash of counters in Redis holds. */
export interface CounterReading {
  readonly state: CounterState;
  /** Tells this hash from one that was begun after this one got lost, and from what it is after a correction. */
  readonly incarnation: string;
  /** Whether the rows are counted in. */
  readonly isReady: boolean;
}

const Field = {
  ProcessingMs: 'processing_ms',
  Incarnation: 'incarnation',
  Ready: 'ready',
} as const;

/** Changes of a hash that is not there are lost on purpose: the rows are counted after it was begun. */
const ADD = `if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
for i = 1, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
return 1`;

const BEGIN = `if redis.call('HEXISTS', KEYS[1], '${Field.Ready}') == 1 then return 0 end
redis.call('DEL', KEYS[1])
return redis.call('HSET', KEYS[1], '${Field.Incarnation}', ARGV[1])`;

const CORRECT = `if redis.call('HGET', KEYS[1], '${Field.Incarnation}') ~= ARGV[1] then return 0 end
for i = 3, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('HSET', KEYS[1], '${Field.Ready}', 1, '${Field.Incarnation}', ARGV[2])
return 1`;

/** Counters that all instances share. What is sent first is done first; each method rejects while Redis is away. */
export class CounterHash {
  private readonly key: string;

  constructor(private readonly redis: RedisLink) {
    this.key = redis.name('counters');
  }

  async add(state: CounterState): Promise<void> {
    await this.run(ADD, ...toArguments(state));
  }

  /** Begins it anew, from zero. @returns false if there is one that is ready */
  async begin(): Promise<boolean> {
    return (await this.run(BEGIN, randomUUID())) !== 0;
  }

  /**
   * Adds what is lacking; it is ready then.
   * @returns false if it is not that one any more: it was begun anew, or somebody else has corrected it
   */
  async correct(incarnation: string, lacking: CounterState): Promise<boolean> {
    return (await this.run(CORRECT, incarnation, randomUUID(), ...toArguments(lacking))) === 1;
  }

  async forget(): Promise<void> {
    await this.redis.commands.del(this.key);
  }

  async read(): Promise<CounterReading | undefined> {
    const fields = await this.redis.commands.hgetall(this.key);
    const incarnation = fields[Field.Incarnation];
    if (incarnation === undefined) return undefined;
    const byStatus = zeros();
    for (const status of ORDER_STATUSES) byStatus[status] = Number(fields[status] ?? 0);
    return {
      state: { byStatus, processingMs: Number(fields[Field.ProcessingMs] ?? 0) },
      incarnation,
      isReady: fields[Field.Ready] !== undefined,
    };
  }

  private run(script: string, ...values: (string | number)[]): Promise<unknown> {
    return this.redis.commands.eval(script, 1, this.key, ...values);
  }
}

function toArguments({ byStatus, processingMs }: CounterState): (string | number)[] {
  return [
    ...ORDER_STATUSES.flatMap((status) => [status, byStatus[status]]),
    Field.ProcessingMs,
    processingMs,
  ];
}
