import { isDeepStrictEqual } from 'node:util';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OrdersService } from '../orders/orders.service.js';
import { type CounterState, OrderCounters, toCounterState } from './order-counters.js';

const REPAIR_INTERVAL_MS = 60_000;

/** Keeps the counters true to the database: read from it at start, compared with it on a schedule. */
@Injectable()
export class MetricsService implements OnModuleInit {
  private readonly logger = new Logger(MetricsService.name);

  constructor(
    private readonly orders: OrdersService,
    private readonly counters: OrderCounters,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.orders.tallyAtRest((tally) => this.counters.set(toCounterState(tally)));
  }

  read(): CounterState {
    return this.counters.read();
  }

  /** Events may get lost; the rows do not. Never rejects, the next run tries again. */
  @Interval(REPAIR_INTERVAL_MS)
  async repair(): Promise<void> {
    try {
      await this.orders.tallyAtRest((tally) => this.compareWith(toCounterState(tally)));
    } catch (error) {
      this.logger.warn(`Could not compare the counters with the database: ${String(error)}`);
    }
  }

  private compareWith(stored: CounterState): void {
    const counted = this.counters.read();
    if (isDeepStrictEqual(counted, stored)) return;
    this.logger.warn(`Counters repaired: ${JSON.stringify(counted)} should be ${JSON.stringify(stored)}`);
    this.counters.set(stored);
  }
}
