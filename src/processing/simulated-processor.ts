import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import type { Order } from '../orders/order.entity.js';
import { OrderProcessor } from './order-processor.js';

/** Stands in for real work: sleeps a random time, and fails as often as it is told to. */
@Injectable()
export class SimulatedProcessor extends OrderProcessor {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async process(_order: Order, signal: AbortSignal): Promise<void> {
    const { SIM_MIN_MS, SIM_MAX_MS, SIM_FAILURE_RATE } = this.settings;
    await this.clock.sleep(SIM_MIN_MS + Math.random() * (SIM_MAX_MS - SIM_MIN_MS), signal);
    if (Math.random() < SIM_FAILURE_RATE) throw new Error('Simulated failure.');
  }
}
