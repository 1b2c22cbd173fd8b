import { Injectable, Logger } from '@nestjs/common';
import { type RowsLockedError, WhenLocked } from '../../database/write-connection.js';
import { OrderLocked, StoreUnavailable } from '../domain/order-errors.js';
import { Coalescer } from './coalescer.js';
import type { Answer, UnitOfWork } from './commit-group.js';
import { HeldKeys } from './held-keys.js';
import { type LockedUnit, LockSearch } from './lock-search.js';
import { OrderCommits } from './order-commits.js';
import { type PendingUnit, orderIdsOf, weightOf } from './pending-unit.js';
import { Urgency } from './waiting-line.js';

/** How many commands share a commit at most, unless one unit alone has more. */
const GROUP_LIMIT = 500;
/** How many commands wait in the patient lane at most. */
const MAX_PATIENT = 1000;
/** For how long lanes do not wait for locks after a commit has met one, or a command was refused for one. */
const WARY_MS = 10_000;
/** Time limits of the search for locked orders, in a lane and in the patient lane. */
const SEARCH_MS = 500;
const PATIENT_SEARCH_MS = 5000;

type Group = readonly PendingUnit[];

/**
 * Brings commands to their commits, several groups at a time. A command that meets a lock of another transaction leaves
 * its lane for the patient lane, so that other commands do not wait behind it.
 */
@Injectable()
export class OrderLanes {
  private readonly logger = new Logger(OrderLanes.name);
  private readonly lanes: Coalescer<PendingUnit>;
  /** Commands in here still hold their orders: the lanes never meet the locks of this one. */
  private readonly patient: Coalescer<PendingUnit>;
  /** The orders of commands in the patient lane. */
  private readonly stuck = new HeldKeys<PendingUnit>();
  private waryUntil = -Infinity;

  constructor(private readonly commits: OrderCommits) {
    const settle = (group: Group): Promise<void> => this.settle(group);
    this.lanes = new Coalescer(commits.lanes, GROUP_LIMIT, settle, weightOf, orderIdsOf);
    this.patient = new Coalescer(1, GROUP_LIMIT, (group) => this.settlePatiently(group), weightOf);
  }

  /** How many commands of this urgency are in no commit yet. */
  weightOf(urgency: Urgency): number {
    return this.lanes.weightOf(urgency) + this.patient.weightOf(urgency);
  }

  add(unit: UnitOfWork, urgency: Urgency): Promise<readonly Answer[]> {
    // A command of the service must not wait for a client's that waits for a lock.
    const stuckId = urgency === Urgency.Own ? this.stuckIdOf(unit) : undefined;
    if (stuckId !== undefined) return Promise.reject(lockedBefore(stuckId));
    return new Promise((resolve, reject) => {
      const releasing =
        <Value>(end: (value: Value) => void) =>
        (value: Value): void => {
          this.release(pending);
          end(value);
        };
      const pending = { unit, urgency, resolve: releasing(resolve), reject: releasing(reject) };
      this.lanes.add(pending, urgency);
    });
  }

  /** Runs `work` between two commits, when all events of the last one have been emitted and the next has not begun. */
  atRest<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.patient.atRest(() => this.lanes.atRest(work));
  }

  /**
   * Runs `work` that writes orders itself in place of a group: a rest waits for its end, and it waits for the end of a rest.
   * It must skip rows that others have locked.
   */
  inLane<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.lanes.run(work);
  }

  private async settle(group: Group): Promise<void> {
    if (!this.isWary) {
      const met = await this.commits.settle(group, WhenLocked.Wait);
      if (!met) return;
      this.beWary(met);
    }
    const { locked, unsettled } = await this.search(group, SEARCH_MS);
    for (const pending of unsettled) this.bePatient(pending);
    for (const unit of locked) {
      // The service repeats its own commands by itself.
      if (unit.pending.urgency === Urgency.Own || this.isPatientFull) this.refuse(unit);
      else this.bePatient(unit.pending);
    }
  }

  /** Other instances lock rows for moments as well, so a client's command is refused only when it meets a lock again. */
  private async settlePatiently(group: Group): Promise<void> {
    if (!(await this.commits.settle(group, WhenLocked.Wait))) return;
    const { locked, unsettled } = await this.search(group, PATIENT_SEARCH_MS);
    for (const unit of locked) this.refuse(unit);
    for (const pending of unsettled) {
      if (unsettled.length < group.length) this.patient.add(pending, pending.urgency);
      else pending.reject(new StoreUnavailable('Too much is locked.'));
    }
  }

  private bePatient(pending: PendingUnit): void {
    this.stuck.hold(pending, orderIdsOf(pending));
    this.patient.add(pending, pending.urgency);
    const behind = this.lanes.withdraw(Urgency.Own, (own) => this.stuckIdOf(own.unit) !== undefined);
    for (const own of behind) own.reject(lockedBefore(this.stuckIdOf(own.unit)));
  }

  private stuckIdOf(unit: UnitOfWork): string | undefined {
    return unit.map(({ orderId }) => orderId).find((orderId) => this.stuck.has(orderId));
  }

  private release(pending: PendingUnit): void {
    this.stuck.release(pending);
    this.lanes.release(pending);
  }

  private async search(group: Group, limitMs: number): Promise<LockSearch> {
    const search = new LockSearch((part) => this.commits.settle(part, WhenLocked.GiveUp), limitMs);
    await search.settle(group);
    return search;
  }

  private refuse({ pending, orderId, met }: LockedUnit): void {
    this.beWary(met);
    pending.reject(new OrderLocked(orderId, met));
  }

  private get isPatientFull(): boolean {
    return this.patient.weightOf(Urgency.Single) + this.patient.weightOf(Urgency.Bulk) > MAX_PATIENT;
  }

  private get isWary(): boolean {
    return performance.now() < this.waryUntil;
  }

  private beWary({ message }: RowsLockedError): void {
    if (!this.isWary) this.logger.warn(`Commands are refused while their orders are locked: ${message}`);
    this.waryUntil = performance.now() + WARY_MS;
  }
}

function lockedBefore(orderId: string | undefined): OrderLocked {
  return new OrderLocked(orderId, 'A command before has met the lock.');
}
