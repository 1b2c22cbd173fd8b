import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../src/common/clock.js';
import { CounterSum } from '../../src/metrics/counter-sum.js';
import { QueriedOrderCounters } from '../../src/metrics/queried-order-counters.js';
import { RedisOrderCounters } from '../../src/metrics/redis-order-counters.js';
import type { NotedTally, OrderTally } from '../../src/orders/order-tally.js';
import type { StatusTally } from '../../src/orders/status-tally.js';
import { ORDER_STATUSES } from '../../src/orders/order-status.js';
import { EverybodyLeads } from '../../src/redis/leadership.js';
import type { RedisLink } from '../../src/redis/redis-link.js';
import { ManualClock } from '../support/manual-clock.js';
import { openLink, redisSettings, removeKeys } from '../support/redis.js';

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

describe('counters in Redis', () => {
  let settings: ReturnType<typeof redisSettings>;
  let links: RedisLink[];
  let rows: Rows;
  let first: RedisOrderCounters;
  let second: RedisOrderCounters;

  beforeEach(async () => {
    settings = redisSettings();
    links = await Promise.all([openLink(settings), openLink(settings)]);
    rows = new Rows();
    const clock = new ManualClock();
    [first, second] = links.map((link) => counters(link, clock)) as [RedisOrderCounters, RedisOrderCounters];
  });

  afterEach(async () => {
    links.forEach((link) => link.onApplicationShutdown());
    await removeKeys(settings);
  });

  function counters(link: RedisLink, clock: Clock): RedisOrderCounters {
    const tally = rows as unknown as OrderTally;
    return new RedisOrderCounters(link, new EverybodyLeads(), tally, new QueriedOrderCounters(tally, clock));
  }

  function takeAndComplete(writer: RedisOrderCounters, orders = 1): void {
    for (let order = 0; order < orders; order++) {
      for (const sum of [rows.truth, writer]) {
        sum.created();
        sum.moved('pending', 'processing', null);
        sum.moved('processing', 'completed', 100);
      }
    }
  }

  /** Each instance after the changes of both, which are sent when it reads. */
  async function readBoth(): Promise<unknown[]> {
    await Promise.all([first.read(), second.read()]);
    return Promise.all([first.read(), second.read()]);
  }

  async function expectTruthFromRedis(): Promise<void> {
    const before = rows.counts;
    expect(await readBoth()).toEqual([rows.truth.read(), rows.truth.read()]);
    expect(rows.counts).toBe(before);
  }

  it('are the same for all, whoever has counted', async () => {
    takeAndComplete(first, 5);
    await first.hydrate();
    takeAndComplete(first, 20);
    takeAndComplete(second, 30);
    await expectTruthFromRedis();
  });

  it('are counted by SQL until they are there', async () => {
    takeAndComplete(first, 5);
    expect(await readBoth()).toEqual([rows.truth.read(), rows.truth.read()]);
    expect(rows.counts).toBe(2);
  });

  it('are begun once, and miss nothing that happens during the count', async () => {
    takeAndComplete(first, 5);
    rows.meanwhile = async () => {
      takeAndComplete(first, 3);
      takeAndComplete(second, 4);
      await readBoth();
    };
    await first.hydrate();
    await second.hydrate();
    await expectTruthFromRedis();
  });

  it('are begun later when Redis goes away during the first count', async () => {
    takeAndComplete(first, 5);
    rows.meanwhile = () => {
      links[0]?.commands.disconnect(true);
      return new Promise((resolve) => links[0]?.commands.once('close', resolve));
    };
    await first.begin();
    await new Promise((resolve) => links[0]?.commands.once('ready', resolve));
    await first.hydrate();
    await first.hydrate();
    await expectTruthFromRedis();
  });

  it('are begun anew when Redis has lost them, and right until then', async () => {
    takeAndComplete(first, 5);
    await first.hydrate();
    await removeKeys(settings);
    takeAndComplete(second, 5);
    expect(await readBoth()).toEqual([rows.truth.read(), rows.truth.read()]);
    await second.hydrate();
    takeAndComplete(first, 5);
    await expectTruthFromRedis();
  });

  it('are given up when a change did not get through', async () => {
    await first.hydrate();
    links[1]?.commands.disconnect(true);
    takeAndComplete(second, 5);
    expect(await second.read()).toEqual(rows.truth.read());
    await new Promise((resolve) => links[1]?.commands.once('ready', resolve));
    await second.hydrate();
    await second.hydrate();
    takeAndComplete(first, 5);
    await expectTruthFromRedis();
  });

  it('are repaired when they are wrong', async () => {
    await first.hydrate();
    takeAndComplete(first, 5);
    second.created();
    expect(await readBoth()).not.toContainEqual(rows.truth.read());
    await first.repair();
    await expectTruthFromRedis();
  });

  it('are not repaired for changes that are still on their way', async () => {
    await first.hydrate();
    takeAndComplete(second, 5);
    await first.repair();
    await expectTruthFromRedis();
  });
});
