import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { LeaseWatch } from './lease-watch.js';
import { OrderQueries } from '../queries/order-queries.js';
import { type Lease, recoverOrder, recoverUnrenewed } from '../domain/order-rules.js';
import type { OrderChange } from '../domain/order-transition.js';
import { OrderStatus } from '../domain/order-status.js';
import { OrderStore } from '../store/order-store.js';
import type { Order } from '../domain/order.entity.js';
import { unlessLocked } from '../store/unless-locked.js';
import { Urgency } from '../store/waiting-line.js';

/** How many orders are taken back in one commit, and in one go. */
const STEP = 500;
const MAX_AT_ONCE = 10 * STEP;
/** How many a start takes back between two lines of the log: about a second on SQLite. */
const LOGGED = 40 * STEP;

/** What became of an order that was to be taken back; undefined if it had changed meanwhile. */
type Outcome = Promise<Order | undefined>;

/** Takes orders back from workers that are gone. */
@Injectable()
export class OrderRecovery {
  private readonly logger = new Logger(OrderRecovery.name);

  constructor(
    private readonly store: OrderStore,
    private readonly queries: OrderQueries,
    private readonly leases: LeaseWatch,
    private readonly settings: Settings,
  ) {}

  /** For a start, when no worker is at work yet: whatever is being processed has lost its own. */
  async recoverAll(): Promise<void> {
    let total = 0;
    for (;;) {
      const orphans = await this.queries.findByStatus(OrderStatus.Processing, STEP);
      const recovered = await countChanged(orphans.map((orderId) => this.recoverOrphan(orderId)));
      if (recovered === 0) return;
      total += recovered;
      if (total % LOGGED === 0)
        this.logger.log(`Took back ${total} orders that were being worked on before this start.`);
    }
  }

  /**
   * Takes back what has lost its worker, so many at most that others get their turn; the next call goes on. One that
   * somebody outside has locked is left to the next call.
   * @param isAtWork tells what to leave out: its worker is not gone, it only cannot reach the database
   * @returns how many it was
   */
  async recoverLost(isAtWork: (orderId: string) => boolean): Promise<number> {
    const lost = (await this.leases.lost()).filter(({ orderId }) => !isAtWork(orderId)).slice(0, MAX_AT_ONCE);
    let recovered = 0;
    for (let first = 0; first < lost.length; first += STEP) {
      const step = lost.slice(first, first + STEP);
      recovered += await countChanged(step.map((lease) => this.recoverLease(lease)));
    }
    if (recovered > 0) this.logger.log(`Took back ${recovered} orders whose worker was lost.`);
    return recovered;
  }

  private recoverOrphan(orderId: string): Outcome {
    const { MAX_ATTEMPTS } = this.settings;
    return this.store.change(orderId, (order, now) => recoverOrder(order, MAX_ATTEMPTS, now), Urgency.Own);
  }

  /** One that is locked is forgotten too, so that it hides no others. */
  private recoverLease(lease: Lease): Outcome {
    const { MAX_ATTEMPTS } = this.settings;
    const rule = (order: Order, now: number): OrderChange | undefined =>
      recoverUnrenewed(order, lease, MAX_ATTEMPTS, now);
    return this.store.change(lease.orderId, rule, Urgency.Own).finally(() => this.leases.forget(lease));
  }
}

async function countChanged(outcomes: readonly Outcome[]): Promise<number> {
  return (await unlessLocked(outcomes)).filter((order) => order !== undefined).length;
}
