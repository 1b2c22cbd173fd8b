import type { OrderTotals } from '../../orders/totals/order-totals.js';
import { ORDER_STATUSES } from '../../orders/domain/order-status.js';
import { type CounterState, zeros } from './counter-state.js';
import { OrderCounters } from './order-counters.js';

/** Reads the totals that each commit updates in the database: equal on all instances, and always exact. */
export class TotalsOrderCounters extends OrderCounters {
  constructor(private readonly totals: OrderTotals) {
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

  override async read(): Promise<CounterState> {
    const totals = await this.totals.read();
    const byStatus = zeros();
    for (const status of ORDER_STATUSES) byStatus[status] = totals[status];
    return { byStatus, processingMs: totals.processingMs };
  }

  override hydrate(): Promise<void> {
    return this.totals.restore();
  }

  override repair(): Promise<void> {
    return this.totals.check();
  }
}
