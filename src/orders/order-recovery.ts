import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { LeaseWatch } from './lease-watch.js';
import { recoverUnrenewed } from './order-lease.js';
import type { OrderChange } from './order-change.js';
import { OrderReader } from './order-reader.js';
import { recoverOrder } from './order-rules.js';
import { OrderStatus } from './order-status.js';
import { OrderStore } from './order-store.js';
import type { Order } from './order.entity.js';
import { unlessLocked } from './unless-locked.js';
import { Urgency } from './waiting-line.js';

/** How many orders are taken back in one commit, and in one go. */
const STEP = 500;
const MAX_AT_ONCE = 10 * STEP;

interface Recovery {
  readonly orderId: string;
  readonly rule: (order: Order, now: number) => OrderChange | undefined;
}

/** Takes orders back from workers that are gone. */
@Injectable()
export class OrderRecovery {
  private readonly logger = new Logger(OrderRecovery.name);

  constructor(
    private readonly store: OrderStore,
    private readonly reader: OrderReader,
    private readonly leases: LeaseWatch,
    private readonly settings: Settings,
  ) {}

  /** For a start, when no worker is at work yet: whatever is being processed has lost its own. */
  async recoverAll(): Promise<void> {
    const { MAX_ATTEMPTS } = this.settings;
    for (;;) {
      const orphans = await this.reader.findByStatus(OrderStatus.Processing, STEP);
      const recovered = await this.changeAll(orphans, (orderId) => ({
        orderId,
        rule: (order, now) => recoverOrder(order, MAX_ATTEMPTS, now),
      }));
      if (recovered === 0) return;
    }
  }

  /**
   * Takes back what has lost its worker, so many at most that others get their turn; the next call goes on.
   * @param isAtWork tells what to leave out: its worker is not gone, it only cannot reach the database
   * @returns how many it was
   */
  async recoverLost(isAtWork: (orderId: string) => boolean): Promise<number> {
    const { MAX_ATTEMPTS } = this.settings;
    const lost = (await this.leases.lost()).filter(({ orderId }) => !isAtWork(orderId)).slice(0, MAX_AT_ONCE);
    let recovered = 0;
    for (let first = 0; first < lost.length; first += STEP) {
      recovered += await this.changeAll(lost.slice(first, first + STEP), (lease) => ({
        orderId: lease.orderId,
        rule: (order, now) => recoverUnrenewed(order, lease, MAX_ATTEMPTS, now),
      }));
    }
    if (recovered > 0) this.logger.log(`Took back ${recovered} orders whose worker was lost.`);
    return recovered;
  }

  /** One that somebody outside has locked is left to the next sweep. @returns how many were changed */
  private async changeAll<Found>(
    found: readonly Found[],
    toChange: (one: Found) => Recovery,
  ): Promise<number> {
    const changes = found
      .map(toChange)
      .map(({ orderId, rule }) => this.store.change(orderId, rule, Urgency.Own));
    return (await unlessLocked(changes)).filter(Boolean).length;
  }
}
