import { Injectable } from '@nestjs/common';
import { OrderAnnouncer } from './order-announcer.js';
import type { OrderCursor } from './order-cursor.js';
import { type FinishedOrder, OrderReader } from './order-reader.js';
import { OrderRows } from './order-rows.js';
import type { FinalStatus } from './order-status.js';
import { OrderStore } from './order-store.js';
import type { StatusTally } from './status-tally.js';

/** How many orders are looked at, and removed at most, while the store stands still. */
export const REMOVAL_STEP = 500;

interface RemovalStep {
  readonly removed: number;
  /** Where the next step begins; undefined if there is nothing behind this one. */
  readonly next: OrderCursor | undefined;
}

/** Removes orders for good, with their timelines. */
@Injectable()
export class OrderRemoval {
  constructor(
    private readonly store: OrderStore,
    private readonly reader: OrderReader,
    private readonly rows: OrderRows,
    private readonly announcer: OrderAnnouncer,
  ) {}

  /**
   * Removes the oldest orders of a status that have not changed since `before`, in milliseconds since 1970.
   * Between two commits nothing changes, so what is found old is still so when it goes: a failed order that is asked to
   * run again has been before, or is unknown after.
   */
  removeNext(status: FinalStatus, before: number, after?: OrderCursor): Promise<RemovalStep> {
    return this.store.atRest(async () => {
      const candidates = await this.reader.oldest(status, before, REMOVAL_STEP, after);
      const old = candidates.filter(({ updatedAt }) => updatedAt < before);
      if (old.length > 0) await this.remove(status, old);
      return {
        removed: old.length,
        next: candidates.length === REMOVAL_STEP ? candidates.at(-1) : undefined,
      };
    });
  }

  private async remove(status: FinalStatus, orders: readonly FinishedOrder[]): Promise<void> {
    await this.rows.remove(orders);
    this.announcer.announceRemoval([tallyOf(status, orders)]);
  }
}

function tallyOf(status: FinalStatus, orders: readonly FinishedOrder[]): StatusTally {
  const processingMs = orders.reduce((sum, order) => sum + (order.processingMs ?? 0), 0);
  return { status, orders: orders.length, processingMs };
}
