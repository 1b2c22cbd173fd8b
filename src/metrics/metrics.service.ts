import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PeriodicTask } from '../common/periodic-task.js';
import type { CounterState } from './counters/counter-state.js';
import { OrderCounters } from './counters/order-counters.js';

const REPAIR_INTERVAL_MS = 60_000;
const STOP_LIMIT_MS = 500;

/** Keeps the counters consistent with the database: loads them at start, compares them on a schedule. */
@Injectable()
export class MetricsService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(MetricsService.name);
  private readonly comparison = new PeriodicTask(
    () => this.counters.repair(),
    this.logger,
    'Could not compare the counters with the database',
  );

  constructor(private readonly counters: OrderCounters) {}

  async onModuleInit(): Promise<void> {
    await this.counters.hydrate();
  }

  /** Closing the database cuts off a slow comparison, which loses nothing. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.comparison.stop(STOP_LIMIT_MS);
  }

  read(): Promise<CounterState> {
    return this.counters.read();
  }

  /** Events may get lost, rows do not. */
  @Interval(REPAIR_INTERVAL_MS)
  async repair(): Promise<void> {
    await this.comparison.run();
  }
}
