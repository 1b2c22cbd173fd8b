import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { RowsLockedError, WhenLocked } from '../../database/write-connection.js';
import { LockSearch, type LockedUnit } from './lock-search.js';
import { OrderEventPublisher } from './order-event-publisher.js';
import { decideGroup } from './commit-group.js';
import { OrderRows } from './order-rows.js';
import { type PendingUnit, orderIdsOf } from './pending-unit.js';
import { OrderLocked, StoreUnavailable } from '../domain/order-errors.js';

type Group = readonly PendingUnit[];

/** Commits commands in groups, and answers each. What does not go with the others must not hold them up. */
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

  /** Never rejects. */
  async settle(group: Group): Promise<void> {
    if (!(await this.trySettle(group, WhenLocked.Wait))) return;
    const suspects = await this.settleUnlocked(group);
    if (suspects.length > 0) await this.settleAgain(suspects.map(({ pending }) => pending));
  }

  /** Other instances lock rows briefly as well. A command is refused only if it met a lock after two waits. */
  private async settleAgain(group: Group): Promise<void> {
    const met = await this.trySettle(group, WhenLocked.Wait);
    if (!met) return;
    const locked = await this.settleUnlocked(group);
    if (locked.length > 0) this.logger.warn(`${locked.length} commands were refused: ${met.message}`);
    for (const { pending, orderId } of locked) pending.reject(new OrderLocked(orderId, met));
  }

  /** @returns the units that met a lock */
  private async settleUnlocked(group: Group): Promise<readonly LockedUnit[]> {
    const search = new LockSearch((part) => this.trySettle(part, WhenLocked.GiveUp));
    await search.settle(group);
    if (search.unsettled.length > 0) this.refuse(search.unsettled, new Error('Too much is locked.'));
    return search.locked;
  }

  /** @returns the error if locks have kept it from settling anything */
  private async trySettle(group: Group, whenLocked: WhenLocked): Promise<RowsLockedError | undefined> {
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

  /** A row that the database rejects must fail alone. */
  private async settleOneByOne(group: Group): Promise<void> {
    for (const pending of group) await this.settle([pending]);
  }

  private refuse(group: Group, cause: unknown): void {
    this.logger.error(`A commit of ${group.length} failed: ${String(cause)}`);
    const error = this.rows.areBlamedBy(cause) ? cause : new StoreUnavailable(cause);
    for (const { reject } of group) reject(error);
  }
}
