import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { OrderAnnouncer } from './order-announcer.js';
import { OrderBacklog } from './order-backlog.js';
import type { OrderChange } from './order-change.js';
import type { OrderCommand, OrderOutcome } from './order-command.js';
import { type Answer, type GroupDecision, type UnitOfWork, decideGroup, groupLength } from './order-group.js';
import type { Order } from './order.entity.js';
import { OrderRows } from './order-rows.js';
import { storeBusy, storeUnavailable } from './store-refusals.js';

/** How many commands share a commit at most, unless one unit alone has more. */
const GROUP_LIMIT = 500;

/** How many commands wait for a commit at most, so that memory stays bounded. */
const MAX_WAITING = 10_000;

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
  private waiting: WaitingUnit[] = [];
  private waitingCommands = 0;
  private pauses: (() => Promise<void>)[] = [];
  private isRunning = false;

  constructor(
    private readonly rows: OrderRows,
    private readonly clock: Clock,
    private readonly backlog: OrderBacklog,
    private readonly announcer: OrderAnnouncer,
  ) {}

  /**
   * Resolves once the outcome is on disk.
   * @throws what the command itself throws, a DomainError or a 503 if the database cannot be written
   */
  async execute(command: OrderCommand): Promise<OrderOutcome> {
    const [answer] = await this.executeAll([command]);
    return outcomeOf(answer);
  }

  /**
   * Carries out all commands in one commit, or none of them if one throws. Resolves once that is on disk.
   * @returns an answer for each command; where one is an error, none has changed anything
   * @throws DomainError 503 if the database cannot be written
   */
  executeAll(unit: UnitOfWork): Promise<readonly Answer[]> {
    if (this.waitingCommands + unit.length > MAX_WAITING) return Promise.reject(storeBusy());
    return new Promise((resolve, reject) => {
      this.waiting.push({ unit, resolve, reject });
      this.waitingCommands += unit.length;
      this.wake();
    });
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
    return new Promise<Result>((resolve, reject) => {
      this.pauses.push(() => Promise.resolve().then(work).then(resolve, reject));
      this.wake();
    });
  }

  private wake(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    void this.run();
  }

  private async run(): Promise<void> {
    // All requests that arrived in this turn of the event loop share the first commit.
    await nextTurn();
    while (this.waiting.length > 0 || this.pauses.length > 0) {
      for (const pause of this.pauses.splice(0)) await pause();
      if (this.waiting.length > 0) await this.settle(this.nextGroup());
    }
    this.isRunning = false;
  }

  private nextGroup(): WaitingUnit[] {
    const units = this.waiting.slice(0, GROUP_LIMIT).map(({ unit }) => unit);
    const group = this.waiting.splice(0, groupLength(units, GROUP_LIMIT));
    for (const { unit } of group) this.waitingCommands -= unit.length;
    return group;
  }

  private async settle(group: readonly WaitingUnit[]): Promise<void> {
    let decision: GroupDecision;
    try {
      decision = await this.commit(group);
    } catch (error) {
      if (group.length > 1 && this.rows.areBlamedBy(error)) await this.settleOneByOne(group);
      else this.refuse(group, error);
      return;
    }
    decision.answers.forEach((answers, index) => group[index]?.resolve(answers));
    this.backlog.record(decision.changes);
    this.announcer.announce(decision.changes);
  }

  private commit(group: readonly WaitingUnit[]): Promise<GroupDecision> {
    const units = group.map(({ unit }) => unit);
    return this.rows.inTransaction(async (transaction) => {
      const stored = await transaction.read(
        new Set(units.flatMap((unit) => unit.map(({ orderId }) => orderId))),
      );
      const decision = decideGroup(units, stored, this.clock.now().getTime());
      await transaction.write(decision.changes);
      return decision;
    });
  }

  /** A row that the database will not take fails alone, not with its neighbours. */
  private async settleOneByOne(group: readonly WaitingUnit[]): Promise<void> {
    for (const waiting of group) await this.settle([waiting]);
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
