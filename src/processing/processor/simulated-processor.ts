import { createHash } from 'node:crypto';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Settings } from '../../config/settings.js';
import { OrderProcessor } from './order-processor.js';
import type { ProcessableOrder } from './processable-order.js';
import { PermanentError } from './processing-errors.js';

/** Item ids that control the simulation, like the test cards of a payment provider. */
const TestItem = {
  Fail: 'sim:fail',
  FailOnce: 'sim:fail-once',
  Slow: 'sim:slow',
  Hang: 'sim:hang',
  Crash: 'sim:crash',
} as const;

const SLOW_FACTOR = 5;
const EVER_MS = 2 ** 31 - 1;

/** Simulates work: sleeps for a random time, and fails at a configured rate. */
@Injectable()
export class SimulatedProcessor extends OrderProcessor implements OnModuleInit {
  private readonly logger = new Logger(SimulatedProcessor.name);

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    super();
  }

  onModuleInit(): void {
    if (this.settings.NODE_ENV === 'production')
      this.logger.warn('Orders are processed by a simulation that does no work.');
  }

  override async process(order: ProcessableOrder, signal: AbortSignal): Promise<void> {
    const items = new Set(order.itemIds);
    if (items.has(TestItem.Crash)) this.crash();
    const duration = this.durationOf(order, items);
    if (duration > 0) await this.clock.sleep(duration, signal);
    if (this.mustFail(order, items)) throw new Error('Simulated failure.');
  }

  private crash(): never {
    if (!this.settings.SIM_ALLOW_CRASH) throw new PermanentError('sim:crash needs SIM_ALLOW_CRASH=true.');
    process.exit(1);
  }

  private durationOf(order: ProcessableOrder, items: ReadonlySet<string>): number {
    const { SIM_MIN_MS, SIM_MAX_MS } = this.settings;
    if (items.has(TestItem.Hang)) return EVER_MS;
    if (items.has(TestItem.Slow)) return SLOW_FACTOR * SIM_MAX_MS;
    return SIM_MIN_MS + this.random(order, 'duration') * (SIM_MAX_MS - SIM_MIN_MS);
  }

  private mustFail(order: ProcessableOrder, items: ReadonlySet<string>): boolean {
    if (items.has(TestItem.Fail)) return true;
    if (items.has(TestItem.FailOnce)) return order.attempt === 1;
    return this.random(order, 'failure') < this.settings.SIM_FAILURE_RATE;
  }

  /** A number in [0, 1): random, or with `SIM_SEED` fixed for each attempt at an order. */
  private random({ orderId, attempt }: ProcessableOrder, purpose: string): number {
    const { SIM_SEED } = this.settings;
    if (SIM_SEED === undefined) return Math.random();
    const digest = createHash('sha256')
      .update(JSON.stringify([SIM_SEED, orderId, attempt, purpose]))
      .digest();
    return digest.readUInt32BE() / 2 ** 32;
  }
}
