import { Injectable, Logger } from '@nestjs/common';
import { type RowsLockedError, WhenLocked } from '../../../database/write-connection.js';
import { OrderLocked } from '../../domain/order-errors.js';
import { Coalescer } from './coalescer.js';
import type { Answer, UnitOfWork } from '../commit-group.js';
import { type LockedUnit, LockSearch, lockedIdsOf } from './lock-search.js';
import { OrderCommits } from '../order-commits.js';
import { PatientLane, tooManyLocked } from './patient-lane.js';
import { GROUP_LIMIT, type PendingUnit, orderIdsOf, weightOf } from '../pending-unit.js';
import { Urgency } from './waiting-line.js';

/** How long lanes do not wait for locks after a commit has met one, or a command was refused because of one. */
const WARY_MS = 10_000;
/** Time limit of the search for locked orders in a lane. */
const SEARCH_MS = 500;

const MET_BEFORE = 'An earlier command has met this lock.';

type Group = readonly PendingUnit[];

/**
 * Brings commands to their commits, several groups at a time. A command that meets a lock of another transaction leaves
 * its lane for the patient lane, so that other commands do not wait behind it.
 */
@Injectable()
export class OrderLanes {
  private readonly logger = new Logger(OrderLanes.name);
  private readonly lanes: Coalescer<PendingUnit>;
  /** Its commands keep their order keys, so the other lanes never meet locks of this lane. */
  private readonly patient: PatientLane;
  private waryUntil = -Infinity;

  constructor(private readonly commits: OrderCommits) {
    const settle = (group: Group): Promise<void> => this.settle(group);
    this.lanes = new Coalescer(commits.lanes, GROUP_LIMIT, settle, weightOf, orderIdsOf);
    this.patient = new PatientLane(commits, (units) => this.refuseWithOthers(units));
  }

  /** Number of commands of this urgency that are not in a commit yet. */
  weightOf(urgency: Urgency): number {
    return this.lanes.weightOf(urgency) + this.patient.weightOf(urgency);
  }

  add(unit: UnitOfWork, urgency: Urgency): Promise<readonly Answer[]> {
    return new Promise((resolve, reject) => {
      const releasing =
        <Value>(end: (value: Value) => void) =>
        (value: Value): void => {
          this.release(pending);
          end(value);
        };
      const pending = { unit, urgency, resolve: releasing(resolve), reject: releasing(reject) };
      // An internal command must not wait for a client's command that waits for a lock.
      if (urgency === Urgency.Own && this.stuckIdOf(pending) !== undefined) this.refuseStuck(pending);
      else this.lanes.add(pending, urgency);
    });
  }

  /** Runs `work` between two commits, when all events of the last one have been emitted and the next has not begun. */
  atRest<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.patient.atRest(() => this.lanes.atRest(work));
  }

  /**
   * Runs `work`, which writes orders itself, in a lane in place of a group. `atRest` waits until it has ended, and it waits
   * until `atRest` has ended. It must skip rows that others have locked.
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
    const { locked, unsettled } = await LockSearch.of(this.commits, group, SEARCH_MS);
    for (const pending of unsettled) {
      if (this.patient.isFull) pending.reject(tooManyLocked());
      else this.bePatient(pending);
    }
    for (const unit of locked) {
      // The service repeats its own commands by itself.
      if (unit.pending.urgency === Urgency.Own || this.patient.isFull) this.refuse(unit);
      else this.bePatient(unit.pending);
    }
  }

  private bePatient(pending: PendingUnit): void {
    this.patient.add(pending);
    const isStuck = (own: PendingUnit): boolean => this.stuckIdOf(own) !== undefined;
    for (const own of this.lanes.withdraw(Urgency.Own, isStuck)) this.refuseStuck(own);
  }

  private stuckIdOf(pending: PendingUnit): string | undefined {
    return this.patient.orderAmong(orderIdsOf(pending));
  }

  private release(pending: PendingUnit): void {
    this.patient.release(pending);
    this.lanes.release(pending);
  }

  private refuse({ pending, orderId, met }: LockedUnit): void {
    this.beWary(met);
    pending.reject(new OrderLocked(orderId, met));
  }

  private refuseStuck(own: PendingUnit): void {
    own.reject(new OrderLocked(this.stuckIdOf(own), MET_BEFORE));
  }

  /** Commands that wait for the same orders would meet the same locks, one after the other. */
  private refuseWithOthers(units: readonly LockedUnit[]): void {
    const locked = new Set(units.flatMap(lockedIdsOf));
    const lockedIdOf = (pending: PendingUnit): string | undefined =>
      orderIdsOf(pending).find((id) => locked.has(id));
    for (const unit of units) this.refuse(unit);
    for (const urgency of [Urgency.Single, Urgency.Bulk]) {
      const isLocked = (pending: PendingUnit): boolean => lockedIdOf(pending) !== undefined;
      for (const pending of this.lanes.withdraw(urgency, isLocked))
        pending.reject(new OrderLocked(lockedIdOf(pending), MET_BEFORE));
    }
  }

  private get isWary(): boolean {
    return performance.now() < this.waryUntil;
  }

  private beWary({ message }: RowsLockedError): void {
    if (!this.isWary) this.logger.warn(`Commands are refused while their orders are locked: ${message}`);
    this.waryUntil = performance.now() + WARY_MS;
  }
}
