import { Injectable } from '@nestjs/common';
import { type Snapshot, Snapshots } from '../database/snapshots.js';
import { Order } from './order.entity.js';
import { OrderStore } from './order-store.js';
import type { StatusTally } from './status-tally.js';

/** A count of all orders, and what was noted at the moment that it stands for. */
export interface NotedTally<Noted> {
  readonly tally: readonly StatusTally[];
  readonly noted: Noted;
}

/** Counts orders by their rows. */
@Injectable()
export class OrderTally {
  private previous: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: OrderStore,
    private readonly snapshots: Snapshots,
  ) {}

  /**
   * Counts all orders as they stand at one moment; they go on changing while it counts. One count at a time.
   * @param note called at that moment, when the rows and all that was announced of them are at one
   */
  count<Noted>(note: () => Noted): Promise<NotedTally<Noted>> {
    return this.inTurn(async () => {
      const { snapshot, noted } = await this.store.atRest(async () => ({
        snapshot: await this.snapshots.open(),
        noted: note(),
      }));
      return { tally: await countOrders(snapshot), noted };
    });
  }

  /** Counts all orders as they stand at some moment from now on; the store does not wait for that. */
  current(): Promise<readonly StatusTally[]> {
    return this.inTurn(async () => countOrders(await this.snapshots.open()));
  }

  private inTurn<Counted>(count: () => Promise<Counted>): Promise<Counted> {
    const counted = this.previous.then(count);
    this.previous = counted.catch(() => undefined);
    return counted;
  }
}

/** Closes the snapshot. */
async function countOrders(snapshot: Snapshot): Promise<StatusTally[]> {
  try {
    return await snapshot.manager
      .createQueryBuilder(Order, 'o')
      .select('o.status', 'status')
      .addSelect('COUNT(*)', 'orders')
      .addSelect('COALESCE(SUM(o.processingMs), 0)', 'processingMs')
      .groupBy('o.status')
      .getRawMany<StatusTally>();
  } finally {
    await snapshot.close();
  }
}
