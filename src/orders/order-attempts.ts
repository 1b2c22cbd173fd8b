import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Settings, mayHavePeers } from '../config/settings.js';
import { leaseMs, renewLease } from './order-lease.js';
import type { Order } from './order.entity.js';
import type { OrderCursor } from './order-cursor.js';
import { OrderReader } from './order-reader.js';
import {
  type AttemptFailure,
  claimOrder,
  completeOrder,
  failAttempt,
  recoverExpired,
  recoverOrder,
  releaseOrder,
} from './order-rules.js';
import { OrderStatus } from './order-status.js';
import { changeOf } from './order-command.js';
import type { Answer } from './order-group.js';
import { OrderStore } from './order-store.js';
import { Urgency } from './waiting-line.js';

/** How many orders are taken back in one commit, and in how many commits in a row. */
const RECOVERY_BATCH = 500;
const MAX_RECOVERY_STEPS = 10;

/** What workers do to orders: claim one, and record how the attempt ended. */
@Injectable()
export class OrderAttempts {
  private readonly logger = new Logger(OrderAttempts.name);

  constructor(
    private readonly store: OrderStore,
    private readonly reader: OrderReader,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** For a start, when no worker is at work yet: whatever is being processed has lost its own. */
  async recoverAll(): Promise<void> {
    for (;;) {
      const orphans = await this.reader.findByStatus(OrderStatus.Processing, RECOVERY_BATCH);
      if (orphans.length === 0) return;
      await this.recover(orphans, recoverOrder);
    }
  }

  /** @returns the order as claimed, or undefined if there is nothing to claim (any more) */
  claim(orderId: string): Promise<Order | undefined> {
    const lease = leaseMs(this.settings);
    return this.store.change(orderId, (order, now) => claimOrder(order, now, lease), Urgency.Own);
  }

  /** Whether a claim has to be renewed while its work lasts. */
  get needRenewal(): boolean {
    return mayHavePeers(this.settings);
  }

  /** Renews claims, all in one commit. @returns those that were lost already */
  async renew(claimed: readonly Order[]): Promise<Order[]> {
    const lease = leaseMs(this.settings);
    const renewals = claimed.map(({ orderId, attempts }) =>
      changeOf(orderId, (order, now) => renewLease(order, attempts, now, lease)),
    );
    const answers = await this.store.executeAll(renewals, Urgency.Own);
    return claimed.filter((_, index) => !isChange(answers[index]));
  }

  /** @returns undefined if this attempt has lost the order to another one, or to a cancel */
  complete({ orderId, attempts }: Order): Promise<Order | undefined> {
    return this.store.change(orderId, (order, now) => completeOrder(order, attempts, now), Urgency.Own);
  }

  /** @returns undefined as `complete` does */
  fail({ orderId, attempts }: Order, failure: AttemptFailure): Promise<Order | undefined> {
    const { MAX_ATTEMPTS } = this.settings;
    return this.store.change(
      orderId,
      (order, now) => failAttempt(order, attempts, failure, MAX_ATTEMPTS, now),
      Urgency.Own,
    );
  }

  /** Hands an order back whose work was broken off. */
  release({ orderId, attempts }: Order): Promise<Order | undefined> {
    return this.store.change(orderId, (order, now) => releaseOrder(order, attempts, now), Urgency.Own);
  }

  /**
   * Takes back what has lost its worker, that is whose lease has run out: so many at most that others get their turn.
   * @param isAtWork tells what to leave out: its worker is not gone, it only cannot reach the database
   */
  async recoverLost(isAtWork: (orderId: string) => boolean): Promise<void> {
    let recovered = 0;
    let last: OrderCursor | undefined;
    for (let step = 1; step <= MAX_RECOVERY_STEPS; step++) {
      const expired = await this.reader.lost(this.now(), RECOVERY_BATCH, last);
      const lost = expired.map(({ orderId }) => orderId).filter((orderId) => !isAtWork(orderId));
      await this.recover(lost, recoverExpired);
      recovered += lost.length;
      last = expired.at(-1);
      if (expired.length < RECOVERY_BATCH) break;
    }
    if (recovered > 0) this.logger.log(`Took back ${recovered} orders whose worker was lost.`);
  }

  /** @returns ids of orders that may be claimed, those first that have waited longest */
  due(limit: number): Promise<string[]> {
    return this.reader.due(this.now(), limit);
  }

  private async recover(orderIds: readonly string[], rule: typeof recoverOrder): Promise<void> {
    const { MAX_ATTEMPTS } = this.settings;
    await Promise.all(
      orderIds.map((id) =>
        this.store.change(id, (order, now) => rule(order, MAX_ATTEMPTS, now), Urgency.Own),
      ),
    );
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

function isChange(answer: Answer | undefined): boolean {
  return answer !== undefined && 'outcome' in answer && answer.outcome.hasChanged;
}
