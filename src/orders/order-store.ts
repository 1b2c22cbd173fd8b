import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { Lanes } from './lanes.js';
import { OrderAnnouncer } from './order-announcer.js';
import { OrderBacklog } from './order-backlog.js';
import type { OrderChange } from './order-change.js';
import type { OrderCommand, OrderOutcome } from './order-command.js';
import { type GroupDecision, decideGroup } from './order-group.js';
import type { Order } from './order.entity.js';
import { OrderRows } from './order-rows.js';

/** How many commands share a commit at most. */
const GROUP_LIMIT = 500;

/** How many wait for a commit at most, so that memory stays bounded. */
const MAX_WAITING = 10_000;

interface WaitingCommand {
  readonly command: OrderCommand;
  readonly resolve: (outcome: OrderOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The only writer of orders. While one commit is under way new commands wait; the next commit takes them all, so a
 * hundred requests cost one disk sync (group commit; DeWitt et al., "Implementation Techniques for Main Memory
 * Database Systems", 1984).
 */
@Injectable()
export class OrderStore {
  private readonly logger = new Logger(OrderStore.name);
  private readonly lanes: Lanes<WaitingCommand>;

  constructor(
    private readonly rows: OrderRows,
    private readonly clock: Clock,
    private readonly backlog: OrderBacklog,
    private readonly announcer: OrderAnnouncer,
  ) {
    this.lanes = new Lanes(rows.lanes, GROUP_LIMIT, (group) => this.settle(group));
  }

  /**
   * Resolves once the outcome is on disk.
   * @throws what the command itself throws, a DomainError or a 503 if the database cannot be written
   */
  execute(command: OrderCommand): Promise<OrderOutcome> {
    if (this.lanes.length >= MAX_WAITING) return Promise.reject(tooBusy());
    return new Promise((resolve, reject) => this.lanes.add({ command, resolve, reject }));
  }

  /** Applies a rule to an order that is there. @returns the order if that changed it */
  async change(
    orderId: string,
    rule: (order: Order, now: number) => OrderChange | undefined,
  ): Promise<Order | undefined> {
    const decide = (order: Order | undefined, now: number): OrderChange | undefined =>
      order && rule(order, now);
    const { order, hasChanged } = await this.execute({ orderId, decide });
    return hasChanged ? order : undefined;
  }

  /** Runs `work` between two commits, when the database and all that was announced are at one. */
  atRest<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.lanes.atRest(work);
  }

  private async settle(group: readonly WaitingCommand[]): Promise<void> {
    let decision: GroupDecision;
    try {
      decision = await this.commit(group);
    } catch (error) {
      if (group.length > 1 && this.rows.areBlamedBy(error)) await this.settleOneByOne(group);
      else this.refuse(group, error);
      return;
    }
    decision.answers.forEach((answer, index) => {
      if ('error' in answer) group[index]?.reject(answer.error);
      else group[index]?.resolve(answer.outcome);
    });
    this.backlog.record(decision.changes);
    this.announcer.announce(decision.changes);
  }

  private commit(group: readonly WaitingCommand[]): Promise<GroupDecision> {
    const commands = group.map(({ command }) => command);
    const orderIds = new Set(commands.map(({ orderId }) => orderId));
    return this.rows.commit(orderIds, (stored) => decideGroup(commands, stored, this.clock.now().getTime()));
  }

  /** A row that the database will not take fails alone, not with its neighbours. */
  private async settleOneByOne(group: readonly WaitingCommand[]): Promise<void> {
    for (const waiting of group) await this.settle([waiting]);
  }

  private refuse(group: readonly WaitingCommand[], cause: unknown): void {
    this.logger.error(`A commit of ${group.length} failed: ${String(cause)}`);
    const error = this.rows.areBlamedBy(cause)
      ? cause
      : new DomainError(503, 'store_unavailable', 'Orders cannot be stored right now.', {
          headers: { 'Retry-After': '1' },
          cause,
        });
    for (const { reject } of group) reject(error);
  }
}

function tooBusy(): DomainError {
  const headers = { 'Retry-After': '1' };
  return new DomainError(503, 'store_busy', 'Too many orders are being stored at the moment.', { headers });
}
