import type { OrderStatus } from '../../orders/domain/order-status.js';
import type { CounterState } from './counter-state.js';

/** Counts orders by status, and sums the processing time of completed orders. */
export abstract class OrderCounters {
  abstract created(): void;

  abstract moved(from: OrderStatus, to: OrderStatus, processingMs: number | null): void;

  abstract removed(orders: CounterState): void;

  abstract read(): Promise<CounterState>;

  /** Loads the counters at start. */
  abstract hydrate(): Promise<void>;

  /** Compares the counters with the rows, and corrects them. */
  abstract repair(): Promise<void>;
}
