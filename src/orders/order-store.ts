import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { RowsLockedError } from '../database/write-connection.js';
import { Lanes } from './lanes.js';
import { OrderAnnouncer } from './order-announcer.js';
import { OrderBacklog } from './order-backlog.js';
import type { OrderChange } from './order-change.js';
import { type OrderCommand, type OrderOutcome, changeOf } from './order-command.js';
import { type Answer, type GroupDecision, type UnitOfWork, decideGroup } from './order-group.js';
import type { Order } from './order.entity.js';
import { OrderRows } from './order-rows.js';
import { orderLocked, storeBusy, storeUnavailable } from './store-refusals.js';
import { Urgency } from './waiting-line.js';

/** How many commands share a commit at most, unless one unit alone has more. */
const GROUP_LIMIT = 500;

/** How many commands of clients wait for a commit at most, single ones and bulk each, so that memory stays bounded. */
export const MAX_WAITING = 10_000;

interface WaitingUnit {
  readonly unit: UnitOfWork;
  readonly resolve: (answers: readonly Answer[]) => void;
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
  private readonly lanes: Lanes<WaitingUnit>;

  constructor(
    private readonly rows: OrderRows,
    private readonly clock: Clock,
    private readonly backlog: OrderBacklog,
    private readonly announcer: OrderAnnouncer,
  ) {
    this.lanes = new Lanes(rows.lanes, GROUP_LIMIT, (group) => this.settle(group), weigh);
  }

  /**
   * Resolves once the outcome is on disk.
   * @throws what the command itself throws, a DomainError or a 503 if the database cannot be written
   */
  async execute(command: OrderCommand, urgency: Urgency = Urgency.Single): Promise<OrderOutcome> {
    const [answer] = await this.executeAll([command], urgency);
    return outcomeOf(answer);
  }

  /**
   * Carries out all commands in one commit, or none of them if one throws. Resolves once that is on disk.
   * @returns an answer for each command; where one is an error, none has changed anything
   * @throws DomainError 503 if the database cannot be written
   */
  executeAll(unit: UnitOfWork, urgency: Urgency): Promise<readonly Answer[]> {
    const isFull = this.lanes.weightOf(urgency) + unit.length > MAX_WAITING;
    // The service's own commands are as many as it has workers: they need no limit.
    if (isFull && urgency !== Urgency.Own) return Promise.reject(storeBusy());
    return new Promise((resolve, reject) => this.lanes.add({ unit, resolve, reject }, urgency));
  }

  /** Applies a rule to an order that is there. @returns the order if that changed it */
  async change(
    orderId: string,
    rule: (order: Order, now: number) => OrderChange | undefined,
    urgency: Urgency = Urgency.Single,
  ): Promise<Order | undefined> {
    const { order, hasChanged } = await this.execute(changeOf(orderId, rule), urgency);
    return hasChanged ? order : undefined;
  }

  /** Runs `work` between two commits, when the database and all that was announced are at one. */
  atRest<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.lanes.atRest(work);
  }

  private async settle(group: readonly WaitingUnit[]): Promise<void> {
    let decision: GroupDecision;
    try {
      decision = await this.commit(group);
    } catch (error) {
      if (error instanceof RowsLockedError) await this.settleWithout(group, error);
      else if (group.length > 1 && this.rows.areBlamedBy(error)) await this.settleOneByOne(group);
      else this.refuse(group, error);
      return;
    }
    decision.answers.forEach((answers, index) => group[index]?.resolve(answers));
    this.backlog.record(decision.changes);
    this.announcer.announce(decision.changes);
  }

  private commit(group: readonly WaitingUnit[]): Promise<GroupDecision> {
    const units = group.map(({ unit }) => unit);
    const orderIds = new Set(units.flatMap((unit) => unit.map(({ orderId }) => orderId)));
    return this.rows.commit(orderIds, (stored) => decideGroup(units, stored, this.clock.nowMs()));
  }

  /** A row that the database will not take fails alone, not with its neighbours. */
  private async settleOneByOne(group: readonly WaitingUnit[]): Promise<void> {
    for (const waiting of group) await this.settle([waiting]);
  }

  /** Orders that somebody outside has locked must not hold up the others. */
  private async settleWithout(group: readonly WaitingUnit[], locked: RowsLockedError): Promise<void> {
    const free: WaitingUnit[] = [];
    for (const waiting of group) {
      const lockedCommand = waiting.unit.find(({ orderId }) => locked.keys.has(orderId));
      if (lockedCommand) waiting.reject(orderLocked(lockedCommand.orderId, locked));
      else free.push(waiting);
    }
    this.logger.warn(`${group.length - free.length} of ${group.length} were refused: ${locked.message}`);
    if (free.length > 0) await this.settle(free);
  }

  private refuse(group: readonly WaitingUnit[], cause: unknown): void {
    this.logger.error(`A commit of ${group.length} failed: ${String(cause)}`);
    const error = this.rows.areBlamedBy(cause) ? cause : storeUnavailable(cause);
    for (const { reject } of group) reject(error);
  }
}

function outcomeOf(answer: Answer | undefined): OrderOutcome {
  if (answer && 'outcome' in answer) return answer.outcome;
  throw answer?.error;
}

function weigh({ unit }: WaitingUnit): number {
  return unit.length;
}
