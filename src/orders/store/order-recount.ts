import { Injectable } from '@nestjs/common';
import { type Snapshot, Snapshots } from '../../database/snapshots.js';
import { countByStatus } from '../totals/count-by-status.js';
import { OrderLanes } from './lanes/order-lanes.js';
import type { StatusTally } from '../domain/order-status.js';

/** A count of all orders, and a note taken at the moment it describes. */
export interface NotedTally<Noted> {
  readonly tally: readonly StatusTally[];
  readonly noted: Noted;
}

/** Counts orders by their rows. */
@Injectable()
export class OrderRecount {
  private previous: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly lanes: OrderLanes,
    private readonly snapshots: Snapshots,
  ) {}

  /**
   * Counts all orders as they stand at one moment; they go on changing while it counts. One count at a time.
   * @param note called at that moment, when the rows and all that was announced of them are at one
   */
  count<Noted>(note: () => Noted): Promise<NotedTally<Noted>> {
    const counted = this.previous.then(() => this.countNow(note));
    this.previous = counted.catch(() => undefined);
    return counted;
  }

  private async countNow<Noted>(note: () => Noted): Promise<NotedTally<Noted>> {
    const { snapshot, noted } = await this.lanes.atRest(async () => ({
      snapshot: await this.snapshots.open(),
      noted: note(),
    }));
    return { tally: await countOrders(snapshot), noted };
  }
}

/** Closes the snapshot. */
async function countOrders(snapshot: Snapshot): Promise<StatusTally[]> {
  try {
    return await countByStatus(snapshot.manager);
  } finally {
    await snapshot.close();
  }
}
