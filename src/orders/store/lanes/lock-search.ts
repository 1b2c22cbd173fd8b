import { type RowsLockedError, WhenLocked } from '../../../database/write-connection.js';
import type { OrderCommits } from '../order-commits.js';
import { type PendingUnit, onlyIdOf, orderIdsOf } from '../pending-unit.js';

type Group = readonly PendingUnit[];

/** A unit that is blocked by a locked row. */
export interface LockedUnit {
  readonly pending: PendingUnit;
  /** The order whose row is locked; undefined if it is one of several and not known. */
  readonly orderId: string | undefined;
  readonly met: RowsLockedError;
}

/** All orders of the unit that are known to be locked. */
export function lockedIdsOf({ pending, orderId, met }: LockedUnit): string[] {
  return orderId === undefined ? [] : [orderId, ...orderIdsOf(pending).filter((id) => met.keys.has(id))];
}

/** Finds the units of a group that are blocked by locks, and settles all others. */
export class LockSearch {
  readonly locked: LockedUnit[] = [];
  /** Units that were not reached in time. */
  readonly unsettled: PendingUnit[] = [];
  private readonly deadline: number;

  private constructor(
    private readonly commits: OrderCommits,
    limitMs: number,
  ) {
    this.deadline = performance.now() + limitMs;
  }

  static async of(commits: OrderCommits, group: Group, limitMs: number): Promise<LockSearch> {
    const search = new LockSearch(commits, limitMs);
    await search.settle(group);
    return search;
  }

  private async settle(group: Group): Promise<void> {
    if (group.length === 0) return;
    const met = await this.commits.settle(group, WhenLocked.GiveUp);
    if (!met) return;
    const isKnown = group.some((pending) => orderIdsOf(pending).some((id) => met.keys.has(id)));
    if (isKnown) await this.settleWithout(met, group);
    else await this.settleInHalves(met, group);
  }

  private async settleWithout(met: RowsLockedError, group: Group): Promise<void> {
    const free: PendingUnit[] = [];
    for (const pending of group) {
      const orderId = orderIdsOf(pending).find((id) => met.keys.has(id));
      if (orderId === undefined) free.push(pending);
      else this.locked.push({ pending, orderId, met });
    }
    await this.settle(free);
  }

  /** For locks whose rows the database does not name, such as rows inserted and not committed by another transaction. */
  private async settleInHalves(met: RowsLockedError, group: Group): Promise<void> {
    const [first, ...others] = group;
    if (first && others.length === 0) {
      // On MariaDB an insert of another lane, itself waiting for a lock, may have blocked it.
      if (await this.commits.settle([first], WhenLocked.GiveUp))
        this.locked.push({ pending: first, orderId: onlyIdOf(first), met });
    } else if (performance.now() > this.deadline) {
      this.unsettled.push(...group);
    } else {
      const middle = group.length / 2;
      await this.settle(group.slice(0, middle));
      await this.settle(group.slice(middle));
    }
  }
}
