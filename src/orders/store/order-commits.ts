import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { RowsLockedError, WhenLocked } from '../../database/write-connection.js';
import { OrderLocked, StoreUnavailable } from '../domain/order-errors.js';
import { decideGroup } from './commit-group.js';
import { OrderEventPublisher } from './order-event-publisher.js';
import { OrderRows } from './order-rows.js';
import { type PendingUnit, onlyIdOf, orderIdsOf } from './pending-unit.js';

type Group = readonly PendingUnit[];

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
    try {
      await this.commit(group, whenLocked);
    } catch (error) {
      if (error instanceof RowsLockedError) return error;
      if (group.length > 1 && this.rows.areBlamedBy(error)) await this.settleOneByOne(group);
      else this.refuse(group, error);
    }
    return undefined;
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

  /** A row that the database rejects must fail alone. One that is locked as well is not waited for. */
  private async settleOneByOne(group: Group): Promise<void> {
    for (const pending of group) {
      const met = await this.settle([pending], WhenLocked.GiveUp);
      if (met) pending.reject(new OrderLocked(onlyIdOf(pending), met));
    }
  }

  private refuse(group: Group, cause: unknown): void {
    this.logger.error(`A commit of ${group.length} failed: ${String(cause)}`);
    const error = this.rows.areBlamedBy(cause) ? cause : new StoreUnavailable(cause);
    for (const { reject } of group) reject(error);
  }
}
