import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { CounterState } from './counters/counter-state.js';
import { OrderCounters } from './counters/order-counters.js';

const REPAIR_INTERVAL_MS = 60_000;
const STOP_LIMIT_MS = 500;

/** Keeps the counters true to the database: read from it at start, compared with it on a schedule. */
@Injectable()
export class MetricsService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(MetricsService.name);
  private current: Promise<void> | undefined;
  private isStopped = false;

  constructor(private readonly counters: OrderCounters) {}

  async onModuleInit(): Promise<void> {
    await this.counters.hydrate();
  }

  /** A comparison that takes long, or that nobody answers, is cut off by the close: nothing is lost with it. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    const limit = AbortSignal.timeout(STOP_LIMIT_MS);
    await Promise.race([this.current, new Promise((resolve) => limit.addEventListener('abort', resolve))]);
  }

  read(): Promise<CounterState> {
    return this.counters.read();
  }

  /** Events may get lost; the rows do not. Never rejects, the next one tries again. */
  @Interval(REPAIR_INTERVAL_MS)
  async repair(): Promise<void> {
    if (this.isStopped) return;
    this.current ??= this.compare().finally(() => (this.current = undefined));
    await this.current;
  }

  private async compare(): Promise<void> {
    try {
      await this.counters.repair();
    } catch (error) {
      if (!this.isStopped)
        this.logger.warn(`Could not compare the counters with the database: ${String(error)}`);
    }
  }
}
