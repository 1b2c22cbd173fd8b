import type { OrderStatus } from '../../orders/domain/order-status.js';
import type { CounterState } from './counter-state.js';

/** How many orders there are of each status, and how long the completed ones took. */
export abstract class OrderCounters {
  abstract created(): void;

  abstract moved(from: OrderStatus, to: OrderStatus, processingMs: number | null): void;

  abstract removed(orders: CounterState): void;

  abstract read(): Promise<CounterState>;

  /** Makes them ready to be read, at the start. */
  abstract hydrate(): Promise<void>;

  /** Compares with the rows, and adds what is lacking. */
  abstract repair(): Promise<void>;
}
