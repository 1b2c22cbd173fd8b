import { isDeepStrictEqual } from 'node:util';
import { Logger } from '@nestjs/common';
import type { OrderStatus } from '../../orders/domain/order-status.js';
import type { OrderRecount } from '../../orders/store/order-recount.js';
import { type CounterState, difference, toCounterState } from './counter-state.js';
import { CounterSum } from './counter-sum.js';
import { OrderCounters } from './order-counters.js';

/** Counters for a single process, which sees all order events itself. */
export class MemoryOrderCounters extends OrderCounters {
  private readonly logger = new Logger(OrderCounters.name);
  private readonly sum = new CounterSum();

  constructor(private readonly orders: OrderRecount) {
    super();
  }

  override created(): void {
    this.sum.created();
  }

  override moved(from: OrderStatus, to: OrderStatus, processingMs: number | null): void {
    this.sum.moved(from, to, processingMs);
  }

  override removed(orders: CounterState): void {
    this.sum.removed(orders);
  }

  override read(): Promise<CounterState> {
    return Promise.resolve(this.sum.read());
  }

  override async hydrate(): Promise<void> {
    const { stored, counted } = await this.countBoth();
    this.sum.add(difference(stored, counted));
  }

  override async repair(): Promise<void> {
    const { stored, counted } = await this.countBoth();
    if (isDeepStrictEqual(counted, stored)) return;
    this.logger.warn(`Counters repaired: ${JSON.stringify(counted)} should be ${JSON.stringify(stored)}`);
    // Events have changed the counters meanwhile, so only the difference is added.
    this.sum.add(difference(stored, counted));
  }

  /** The rows and the counters, both as of the same moment. */
  private async countBoth(): Promise<{ stored: CounterState; counted: CounterState }> {
    const { tally, noted } = await this.orders.count(() => this.sum.read());
    return { stored: toCounterState(tally), counted: noted };
  }
}
