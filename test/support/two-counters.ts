import { expect } from '@jest/globals';
import { CounterSum } from '../../src/metrics/counter-sum.js';
import { QueriedOrderCounters } from '../../src/metrics/queried-order-counters.js';
import { RedisOrderCounters } from '../../src/metrics/redis-order-counters.js';
import type { NotedTally, OrderTally } from '../../src/orders/order-tally.js';
import { ORDER_STATUSES } from '../../src/orders/order-status.js';
import type { StatusTally } from '../../src/orders/status-tally.js';
import { EverybodyLeads } from '../../src/redis/leadership.js';
import type { RedisLink } from '../../src/redis/redis-link.js';
import { ManualClock } from './manual-clock.js';
import { openLink, redisSettings, removeKeys } from './redis.js';

/** Rows that everybody's changes are in as soon as they have happened. */
class Rows {
  readonly truth = new CounterSum();
  counts = 0;
  /** What happens while they are being counted the next time. */
  meanwhile: () => Promise<void> = () => Promise.resolve();

  async count<Noted>(note: () => Noted): Promise<NotedTally<Noted>> {
    this.counts++;
    const noted = note();
    const { byStatus, processingMs } = this.truth.read();
    const { meanwhile } = this;
    this.meanwhile = () => Promise.resolve();
    await meanwhile();
    const tally = ORDER_STATUSES.map((status) => ({ status, orders: byStatus[status], processingMs }));
    return { tally, noted };
  }

  async current(): Promise<readonly StatusTally[]> {
    return (await this.count(() => undefined)).tally;
  }
}

/** The counters of two instances, on the same rows and the same Redis. */
export class TwoCounters {
  readonly rows = new Rows();
  readonly first: RedisOrderCounters;
  readonly second: RedisOrderCounters;

  private constructor(
    private readonly settings: ReturnType<typeof redisSettings>,
    readonly links: readonly [RedisLink, RedisLink],
  ) {
    this.first = this.counters(links[0]);
    this.second = this.counters(links[1]);
  }

  static async open(): Promise<TwoCounters> {
    const settings = redisSettings();
    return new TwoCounters(settings, await Promise.all([openLink(settings), openLink(settings)]));
  }

  async close(): Promise<void> {
    this.links.forEach((link) => link.onApplicationShutdown());
    await this.forget();
  }

  /** As when Redis loses its data. */
  forget(): Promise<void> {
    return removeKeys(this.settings);
  }

  takeAndComplete(writer: RedisOrderCounters, orders = 1): void {
    for (let order = 0; order < orders; order++) {
      for (const sum of [this.rows.truth, writer]) {
        sum.created();
        sum.moved('pending', 'processing', null);
        sum.moved('processing', 'completed', 100);
      }
    }
  }

  /** Each instance after the changes of both, which are sent when it reads. */
  async readBoth(): Promise<unknown[]> {
    await Promise.all([this.first.read(), this.second.read()]);
    return Promise.all([this.first.read(), this.second.read()]);
  }

  async expectTruthFromRedis(): Promise<void> {
    const before = this.rows.counts;
    expect(await this.readBoth()).toEqual([this.rows.truth.read(), this.rows.truth.read()]);
    expect(this.rows.counts).toBe(before);
  }

  private counters(link: RedisLink): RedisOrderCounters {
    const tally = this.rows as unknown as OrderTally;
    const queried = new QueriedOrderCounters(tally, new ManualClock());
    return new RedisOrderCounters(link, new EverybodyLeads(), tally, queried);
  }
}
