import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { LeaseWatch } from './lease-watch.js';
import { OrderQueries } from '../queries/order-queries.js';
import { type Lease, recoverOrder, recoverUnrenewed } from '../domain/order-rules.js';
import type { OrderChange } from '../domain/order-transition.js';
import { OrderStatus } from '../domain/order-status.js';
import { OrderStore } from '../store/order-store.js';
import { OrderLocked } from '../domain/order-errors.js';
import type { Order } from '../domain/order.entity.js';
import { unlessLocked } from '../store/unless-locked.js';
import { Urgency } from '../store/lanes/waiting-line.js';

/** Orders recovered per commit, and per call. */
const STEP = 500;
const MAX_AT_ONCE = 10 * STEP;
/** Orders recovered at start between two log lines: about a second on SQLite. */
const LOGGED = 40 * STEP;

/** The recovered order; undefined if it had changed meanwhile. */
type Outcome = Promise<Order | undefined>;

/** Recovers orders from lost workers. */
@Injectable()
export class OrderRecovery {
  private readonly logger = new Logger(OrderRecovery.name);

  constructor(
    private readonly store: OrderStore,
    private readonly queries: OrderQueries,
    private readonly leases: LeaseWatch,
    private readonly settings: Settings,
  ) {}

  /** Called at start, before any worker runs: every order in `processing` has lost its worker. */
  async recoverAll(): Promise<void> {
    let total = 0;
    for (;;) {
      const orphans = await this.queries.findByStatus(OrderStatus.Processing, STEP);
      const recovered = await countChanged(orphans.map((orderId) => this.recoverOrphan(orderId)));
      if (recovered === 0) return;
      total += recovered;
      if (total % LOGGED === 0)
        this.logger.log(`Recovered ${total} orders that were in processing before this start.`);
    }
  }

  /**
   * Recovers orders that have lost their worker. The number per call is limited so that other commands get their turn;
   * the next call continues. An order locked from outside is left to the next call.
   * @param isAtWork exempts orders whose worker still runs and only cannot reach the database
   * @returns how many orders were recovered
   */
  async recoverLost(isAtWork: (orderId: string) => boolean): Promise<number> {
    const lost = (await this.leases.lost()).filter(({ orderId }) => !isAtWork(orderId)).slice(0, MAX_AT_ONCE);
    let recovered = 0;
    for (let first = 0; first < lost.length; first += STEP) {
      const step = lost.slice(first, first + STEP);
      recovered += await countChanged(step.map((lease) => this.recoverLease(lease)));
    }
    if (recovered > 0) this.logger.log(`Recovered ${recovered} orders whose worker was lost.`);
    return recovered;
  }

  private recoverOrphan(orderId: string): Outcome {
    const { MAX_ATTEMPTS } = this.settings;
    return this.store.change(orderId, (order, now) => recoverOrder(order, MAX_ATTEMPTS, now), Urgency.Own);
  }

  private async recoverLease(lease: Lease): Promise<Order | undefined> {
    const { MAX_ATTEMPTS } = this.settings;
    const rule = (order: Order, now: number): OrderChange | undefined =>
      recoverUnrenewed(order, lease, MAX_ATTEMPTS, now);
    try {
      const recovered = await this.store.change(lease.orderId, rule, Urgency.Own);
      this.leases.forget(lease);
      return recovered;
    } catch (error) {
      // Otherwise locked leases would crowd out the others.
      if (error instanceof OrderLocked) this.leases.forget(lease);
      throw error;
    }
  }
}

async function countChanged(outcomes: readonly Outcome[]): Promise<number> {
  return (await unlessLocked(outcomes)).filter((order) => order !== undefined).length;
}
