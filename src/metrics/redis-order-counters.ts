import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { OrderStatus } from '../orders/order-status.js';
import type { OrderTally } from '../orders/order-tally.js';
import type { Leadership } from '../redis/leadership.js';
import type { RedisLink } from '../redis/redis-link.js';
import { CounterHash } from './counter-hash.js';
import { type CounterState, difference, isNothing, proven, toCounterState } from './counter-state.js';
import { CounterSum } from './counter-sum.js';
import { OrderCounters } from './order-counters.js';
import type { QueriedOrderCounters } from './queried-order-counters.js';

/** How long a change of another instance is on its way to Redis at most, as a rule. */
const TRAVEL_MS = 250;
/** How many counts have to find the same lack: what changes on their way seem to be lacking is another at each. */
const PROOFS = 4;

/** What the counters lacked at one moment. */
interface Finding {
  readonly incarnation: string;
  readonly lacking: CounterState;
}

/** Counters in Redis, the same for all instances. While they are not there the rows are counted. */
export class RedisOrderCounters extends OrderCounters {
  private readonly logger = new Logger(OrderCounters.name);
  private readonly hash: CounterHash;
  /** What has happened since the last flush. */
  private sum = new CounterSum();
  private hasChanged = false;
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
    this.note().created();
  }

  override moved(from: OrderStatus, to: OrderStatus, processingMs: number | null): void {
    this.note().moved(from, to, processingMs);
  }

  override removed(orders: CounterState): void {
    this.note().removed(orders);
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
    if (!(await this.hash.begin())) return;
    const finding = await this.compare();
    if (!finding || !(await this.hash.correct(finding.incarnation, finding.lacking))) return;
    await this.repair();
  }

  /** Adds what several counts in a row have found lacking, so that it also gets right while changes keep coming in. */
  override async repair(): Promise<void> {
    if (!this.redis.isReady) return;
    const first = await this.compare();
    const differences: CounterState[] = [];
    for (let next = first; next && next.incarnation === first?.incarnation; next = await this.compare()) {
      differences.push(next.lacking);
      const lacking = proven(differences);
      if (isNothing(lacking)) return;
      if (differences.length === PROOFS) return this.correct(first.incarnation, lacking);
      await pause(TRAVEL_MS);
    }
  }

  private async correct(incarnation: string, lacking: CounterState): Promise<void> {
    if (await this.hash.correct(incarnation, lacking))
      this.logger.warn(`Counters repaired: they lacked ${JSON.stringify(lacking)}`);
  }

  /**
   * This instance's own changes are in both at the moment of the count; those of others may be in the rows and still on
   * their way to Redis, or the other way round.
   */
  private async compare(): Promise<Finding | undefined> {
    const { tally, noted } = await this.orders.count(() => {
      this.flush();
      return this.hash.read().catch(() => undefined);
    });
    const reading = await noted;
    if (!reading) return undefined;
    return { incarnation: reading.incarnation, lacking: difference(toCounterState(tally), reading.state) };
  }

  private note(): CounterSum {
    if (!this.hasChanged) void nextTurn().then(() => this.flush());
    this.hasChanged = true;
    return this.sum;
  }

  /** Sends what has happened. What cannot be sent is not kept: the counters are given up, and begun anew later. */
  private flush(): void {
    const { sum, hasChanged } = this;
    this.sum = new CounterSum();
    this.hasChanged = false;
    if (this.hasLost && this.redis.isReady) this.attempt(this.hash.forget());
    else if (hasChanged) this.attempt(this.hash.add(sum.read()));
  }

  /** What is sent later comes later: from now on changes count again, unless this fails. */
  private attempt(sent: Promise<void>): void {
    this.hasLost = false;
    sent.catch(() => (this.hasLost = true));
  }
}
