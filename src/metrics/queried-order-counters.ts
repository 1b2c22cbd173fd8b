import type { Clock } from '../common/clock.js';
import type { OrderTally } from '../orders/order-tally.js';
import { type CounterState, toCounterState } from './counter-state.js';
import { OrderCounters } from './order-counters.js';

/** How old an answer may be. */
const MAX_AGE_MS = 1000;

/** Counts the rows when somebody asks: where several instances change them, and have nowhere to keep counters. */
export class QueriedOrderCounters extends OrderCounters {
  private latest: Promise<CounterState> | undefined;
  private askedAt = 0;

  constructor(
    private readonly orders: OrderTally,
    private readonly clock: Clock,
  ) {
    super();
  }

  override created(): void {
    return;
  }

  override moved(): void {
    return;
  }

  override removed(): void {
    return;
  }

  /** Whoever asks within a second shares one count. */
  override read(): Promise<CounterState> {
    const now = this.clock.now().getTime();
    if (!this.latest || now - this.askedAt >= MAX_AGE_MS) {
      this.askedAt = now;
      this.latest = this.count();
      this.latest.catch(() => (this.latest = undefined));
    }
    return this.latest;
  }

  override hydrate(): Promise<void> {
    return Promise.resolve();
  }

  override repair(): Promise<void> {
    return Promise.resolve();
  }

  private async count(): Promise<CounterState> {
    const { tally } = await this.orders.count(() => undefined);
    return toCounterState(tally);
  }
}
