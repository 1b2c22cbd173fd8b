import type { Clock } from '../common/clock.js';
import type { OrderTally } from '../orders/order-tally.js';
import { type CounterState, toCounterState } from './counter-state.js';
import { OrderCounters } from './order-counters.js';

/** How old an answer may be, beside the time that counting takes. */
const MAX_AGE_MS = 1000;

/** Counts the rows when somebody asks: where several instances change them, and have nowhere to keep counters. */
export class QueriedOrderCounters extends OrderCounters {
  private latest: CounterState | undefined;
  /** By the monotonic clock. */
  private countedAt = 0;
  private counting: Promise<CounterState> | undefined;

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

  /** Whoever asks while it is being counted, or within a second after that, shares one count. */
  override async read(): Promise<CounterState> {
    if (this.latest && this.clock.monotonicMs() - this.countedAt < MAX_AGE_MS) return this.latest;
    this.counting ??= this.count().finally(() => (this.counting = undefined));
    return this.counting;
  }

  override hydrate(): Promise<void> {
    return Promise.resolve();
  }

  override repair(): Promise<void> {
    return Promise.resolve();
  }

  private async count(): Promise<CounterState> {
    const counted = toCounterState(await this.orders.current());
    this.latest = counted;
    this.countedAt = this.clock.monotonicMs();
    return counted;
  }
}
