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
import { Urgency } from './waiting-line.js';

/** How many orders are taken back in one commit, and in one go. */
const STEP = 500;
const MAX_AT_ONCE = 10 * STEP;
/** How many a start takes back between two lines of the log: about a second on SQLite. */
const LOGGED = 40 * STEP;

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
    for (let recovered = 0; ;) {
      const orphans = await this.reader.findByStatus(OrderStatus.Processing, STEP);
      if (orphans.length === 0) return;
      recovered += await this.changeAll(orphans, (orderId) => ({
        orderId,
        rule: (order, now) => recoverOrder(order, MAX_ATTEMPTS, now),
      }));
      if (recovered % LOGGED === 0)
        this.logger.log(`Took back ${recovered} orders that were being worked on before this start.`);
    }
  }

  /**
   * Takes back what has lost its worker, so many at most that others get their turn; the next call goes on.
   * @param isAtWork tells what to leave out: its worker is not gone, it only cannot reach the database
   */
  async recoverLost(isAtWork: (orderId: string) => boolean): Promise<void> {
    const { MAX_ATTEMPTS } = this.settings;
    const lost = (await this.leases.lost()).filter(({ orderId }) => !isAtWork(orderId)).slice(0, MAX_AT_ONCE);
    let recovered = 0;
    for (let first = 0; first < lost.length; first += STEP) {
      const step = lost.slice(first, first + STEP);
      recovered += await this.changeAll(step, (lease) => ({
        orderId: lease.orderId,
        rule: (order, now) => recoverUnrenewed(order, lease, MAX_ATTEMPTS, now),
      }));
      this.leases.forget(step);
    }
    if (recovered > 0) this.logger.log(`Took back ${recovered} orders whose worker was lost.`);
  }

  /** @returns how many have changed */
  private async changeAll<Found>(
    found: readonly Found[],
    toChange: (one: Found) => Recovery,
  ): Promise<number> {
    const changes = found.map(toChange);
    const changed = await Promise.all(
      changes.map(({ orderId, rule }) => this.store.change(orderId, rule, Urgency.Own)),
    );
    return changed.filter((order) => order !== undefined).length;
  }
}
