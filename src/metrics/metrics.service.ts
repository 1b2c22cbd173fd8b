import { isDeepStrictEqual } from 'node:util';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OrderTally } from '../orders/order-tally.js';
import { type CounterState, OrderCounters, difference, toCounterState } from './order-counters.js';

const REPAIR_INTERVAL_MS = 60_000;

/** Keeps the counters true to the database: read from it at start, compared with it on a schedule. */
@Injectable()
export class MetricsService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(MetricsService.name);
  private current: Promise<void> | undefined;

  constructor(
    private readonly orders: OrderTally,
    private readonly counters: OrderCounters,
  ) {}

  async onModuleInit(): Promise<void> {
    const { stored, counted } = await this.countBoth();
    this.counters.add(difference(stored, counted));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.current;
  }

  read(): CounterState {
    return this.counters.read();
  }

  /** Events may get lost; the rows do not. One repair at a time; never rejects, the next one tries again. */
  @Interval(REPAIR_INTERVAL_MS)
  async repair(): Promise<void> {
    this.current ??= this.compare().finally(() => (this.current = undefined));
    await this.current;
  }

  private async compare(): Promise<void> {
    try {
      const { stored, counted } = await this.countBoth();
      if (isDeepStrictEqual(counted, stored)) return;
      this.logger.warn(`Counters repaired: ${JSON.stringify(counted)} should be ${JSON.stringify(stored)}`);
      // They have gone on counting meanwhile: only what was wrong is added.
      this.counters.add(difference(stored, counted));
    } catch (error) {
      this.logger.warn(`Could not compare the counters with the database: ${String(error)}`);
    }
  }

  /** The rows and the counters, both as they were at the same moment. */
  private async countBoth(): Promise<{ stored: CounterState; counted: CounterState }> {
    const { tally, noted } = await this.orders.count(() => this.counters.read());
    return { stored: toCounterState(tally), counted: noted };
  }
}
