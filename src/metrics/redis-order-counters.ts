import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Logger } from '@nestjs/common';
import type { OrderStatus } from '../orders/order-status.js';
import type { OrderTally } from '../orders/order-tally.js';
import type { Leadership } from '../redis/leadership.js';
import type { RedisLink } from '../redis/redis-link.js';
import { CounterHash, type CounterReading } from './counter-hash.js';
import { type CounterState, difference, toCounterState } from './counter-state.js';
import { CounterSum } from './counter-sum.js';
import { OrderCounters } from './order-counters.js';
import type { QueriedOrderCounters } from './queried-order-counters.js';

/** How long a change of another instance is on its way to Redis at most, as a rule. */
const TRAVEL_MS = 250;

/** Counters in Redis, the same for all instances. While they are not there the rows are counted. */
export class RedisOrderCounters extends OrderCounters {
  private readonly logger = new Logger(OrderCounters.name);
  private readonly hash: CounterHash;
  /** What has happened since the last flush. */
  private sum = new CounterSum();
  private changes = 0;
  /** Something did not get through: the counters in Redis are wrong from then on. */
  private hasLost = false;

  constructor(
    private readonly redis: RedisLink,
    private readonly leadership: Leadership,
    private readonly orders: OrderTally,
    private readonly rows: QueriedOrderCounters,
  ) {
    super();
    this.hash = new CounterHash(redis);
  }

  override created(): void {
    this.note(1).created();
  }

  override moved(from: OrderStatus, to: OrderStatus, processingMs: number | null): void {
    this.note(1).moved(from, to, processingMs);
  }

  override removed(orders: CounterState): void {
    const count = Object.values(orders.byStatus).reduce((total, some) => total + some, 0);
    this.note(count).removed(orders);
  }

  override async read(): Promise<CounterState> {
    this.flush();
    const reading = await this.hash.read().catch(() => undefined);
    return reading?.isReady && !this.hasLost ? reading.state : this.rows.read();
  }

  /** A start does not depend on Redis: this is done again each second. */
  override begin(): Promise<void> {
    return this.hydrate().catch(() => undefined);
  }

  /** Done by one instance, whenever the counters are not there or were given up. */
  override async hydrate(): Promise<void> {
    this.flush();
    if (!this.redis.isReady || !this.leadership.isMine) return;
    const incarnation = randomUUID();
    if (await this.hash.begin(incarnation)) await this.compare(true);
  }

  override async repair(): Promise<void> {
    if (this.redis.isReady) await this.compare(false);
  }

  /**
   * Adds what the counters lack. This instance's own changes are in both at the moment of the count; those of others may
   * be in the rows and still on their way to Redis, so a difference no larger than what came in meanwhile proves nothing.
   */
  private async compare(isFirst: boolean): Promise<void> {
    const { tally, noted } = await this.orders.count(() => {
      this.flush();
      return this.hash.read().catch(() => undefined);
    });
    const before = await noted;
    if (!before) return;
    const lacking = difference(toCounterState(tally), before.state);
    if (!isFirst && !(await this.isProven(lacking, before))) return;
    const isCorrected = await this.hash.correct(before.incarnation, lacking);
    if (isCorrected && !isFirst)
      this.logger.warn(`Counters repaired: they lacked ${JSON.stringify(lacking)}`);
  }

  private async isProven(lacking: CounterState, { state, changes }: CounterReading): Promise<boolean> {
    if (isDeepStrictEqual(lacking, difference(state, state))) return false;
    await pause(TRAVEL_MS);
    const now = await this.hash.read();
    return now !== undefined && exceeds(lacking, now.changes - changes);
  }

  private note(changes: number): CounterSum {
    if (this.changes === 0) void nextTurn().then(() => this.flush());
    this.changes += changes;
    return this.sum;
  }

  /** Sends what has happened. What cannot be sent is not kept: the counters are given up, and begun anew later. */
  private flush(): void {
    const { sum, changes } = this;
    this.sum = new CounterSum();
    this.changes = 0;
    if (this.hasLost && this.redis.isReady) this.attempt(this.hash.forget());
    else if (changes > 0) this.attempt(this.hash.add(sum.read(), changes));
  }

  /** What is sent later comes later: from now on changes count again, unless this fails. */
  private attempt(sent: Promise<void>): void {
    this.hasLost = false;
    sent.catch(() => (this.hasLost = true));
  }
}

function exceeds({ byStatus, processingMs }: CounterState, changes: number): boolean {
  const isWrong = Object.values(byStatus).some((orders) => Math.abs(orders) > changes);
  return isWrong || (changes === 0 && processingMs !== 0);
}
