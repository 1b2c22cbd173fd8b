import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { RowsLockedError, WhenLocked } from '../../database/write-connection.js';
import { OrderLocked, StoreUnavailable } from '../domain/order-errors.js';
import { decideGroup } from './commit-group.js';
import { OrderEventPublisher } from './order-event-publisher.js';
import { OrderRows } from './order-rows.js';
import { type PendingUnit, onlyIdOf, orderIdsOf } from './pending-unit.js';

type Group = readonly PendingUnit[];

/** How long the commands of a group are tried one by one. */
const ONE_BY_ONE_LIMIT_MS = 10_000;
const TOO_LONG: Failure = { cause: new Error('It took too long to find the rows that were rejected.') };

interface Failure {
  readonly cause: unknown;
}

/** Commits commands in groups, and answers each. */
@Injectable()
export class OrderCommits {
  private readonly logger = new Logger(OrderCommits.name);

  constructor(
    private readonly rows: OrderRows,
    private readonly clock: Clock,
    private readonly publisher: OrderEventPublisher,
  ) {}

  /** How many groups may be under way at a time. */
  get lanes(): number {
    return this.rows.lanes;
  }

  /** @returns the error if locks have kept it from settling anything; all are answered otherwise. Never rejects */
  async settle(group: Group, whenLocked: WhenLocked): Promise<RowsLockedError | undefined> {
    const failure = await this.tryCommit(group, whenLocked);
    if (!failure) return undefined;
    const { cause } = failure;
    if (cause instanceof RowsLockedError) return cause;
    if (group.length > 1 && this.rows.areBlamedBy(cause)) await this.settleOneByOne(group);
    else this.refuse(group, cause);
    return undefined;
  }

  /** @returns why it has committed nothing */
  private async tryCommit(group: Group, whenLocked: WhenLocked): Promise<Failure | undefined> {
    try {
      await this.commit(group, whenLocked);
      return undefined;
    } catch (cause) {
      return { cause };
    }
  }

  private async commit(group: Group, whenLocked: WhenLocked): Promise<void> {
    const units = group.map(({ unit }) => unit);
    const orderIds = new Set(group.flatMap(orderIdsOf));
    const decision = await this.rows.commit(
      orderIds,
      (stored) => decideGroup(units, stored, this.clock.nowMs()),
      whenLocked,
    );
    decision.answers.forEach((answers, index) => group[index]?.resolve(answers));
    this.publisher.publish(decision.changes);
  }

  /** A row that the database rejects must fail alone. A locked one is not waited for, and an outage ends it for all. */
  private async settleOneByOne(group: Group): Promise<void> {
    const deadline = performance.now() + ONE_BY_ONE_LIMIT_MS;
    for (const [index, pending] of group.entries()) {
      const isTooLate = performance.now() > deadline;
      const failure = isTooLate ? TOO_LONG : await this.tryCommit([pending], WhenLocked.GiveUp);
      if (!failure) continue;
      const { cause } = failure;
      if (cause instanceof RowsLockedError) {
        pending.reject(new OrderLocked(onlyIdOf(pending), cause));
      } else if (this.rows.areBlamedBy(cause)) {
        this.refuse([pending], cause);
      } else {
        this.refuse(group.slice(index), cause);
        return;
      }
    }
  }

  private refuse(group: Group, cause: unknown): void {
    this.logger.error(`A commit of ${group.length} failed: ${String(cause)}`);
    const error = this.rows.areBlamedBy(cause) ? cause : new StoreUnavailable(cause);
    for (const { reject } of group) reject(error);
  }
}
