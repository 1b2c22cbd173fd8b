import { WhenLocked } from '../../../database/write-connection.js';
import { StoreUnavailable } from '../../domain/order-errors.js';
import { Coalescer } from './coalescer.js';
import { HeldKeys } from './held-keys.js';
import { type LockedUnit, LockSearch } from './lock-search.js';
import type { OrderCommits } from '../order-commits.js';
import { GROUP_LIMIT, type PendingUnit, orderIdsOf, weightOf } from '../pending-unit.js';
import { Urgency } from './waiting-line.js';

/** How many commands of clients wait here at most. */
const MAX_PATIENT = 1000;
const SEARCH_MS = 5000;

/** A separate lane for commands that have met a lock of another transaction, so that they do not block other commands. */
export class PatientLane {
  private readonly lane: Coalescer<PendingUnit>;
  /** The orders of all commands in here. */
  private readonly orders = new HeldKeys<PendingUnit>();

  /** @param refuse called with commands whose orders were locked again */
  constructor(
    private readonly commits: OrderCommits,
    private readonly refuse: (units: readonly LockedUnit[]) => void,
  ) {
    this.lane = new Coalescer(1, GROUP_LIMIT, (group) => this.settle(group), weightOf);
  }

  get isFull(): boolean {
    return this.weightOf(Urgency.Single) + this.weightOf(Urgency.Bulk) > MAX_PATIENT;
  }

  /** Number of commands of this urgency that are not in a commit yet. */
  weightOf(urgency: Urgency): number {
    return this.lane.weightOf(urgency);
  }

  add(pending: PendingUnit): void {
    this.orders.hold(pending, orderIdsOf(pending));
    this.lane.add(pending, pending.urgency);
  }

  /** Call it once the command has been answered. */
  release(pending: PendingUnit): void {
    this.orders.release(pending);
  }

  /** The first of these orders that a command in this lane needs. */
  orderAmong(orderIds: readonly string[]): string | undefined {
    return orderIds.find((orderId) => this.orders.has(orderId));
  }

  atRest<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.lane.atRest(work);
  }

  /** Other instances lock rows for moments as well, so a command is refused only when it meets a lock again. */
  private async settle(group: readonly PendingUnit[]): Promise<void> {
    if (!(await this.commits.settle(group, WhenLocked.Wait))) return;
    const { locked, unsettled } = await LockSearch.of(this.commits, group, SEARCH_MS);
    this.refuse(locked);
    for (const pending of unsettled) {
      if (unsettled.length < group.length) this.lane.add(pending, pending.urgency);
      else pending.reject(tooManyLocked());
    }
  }
}

export function tooManyLocked(): StoreUnavailable {
  return new StoreUnavailable('Too many orders are locked.');
}
