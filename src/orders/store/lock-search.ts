import type { RowsLockedError } from '../../database/write-connection.js';
import { type PendingUnit, orderIdsOf } from './pending-unit.js';

const LIMIT_MS = 5000;

/** A unit that names a locked row. */
export interface LockedUnit {
  readonly pending: PendingUnit;
  /** Whose row that is; undefined if it is one of several. */
  readonly orderId: string | undefined;
}

/** Finds the units of a group that are blocked by locks, and settles all others. */
export class LockSearch {
  readonly locked: LockedUnit[] = [];
  /** Units that were not reached in time. */
  readonly unsettled: PendingUnit[] = [];
  private readonly deadline = performance.now() + LIMIT_MS;

  /** @param trySettle waits for no lock. @returns what it has met, if it has settled nothing for that reason */
  constructor(
    private readonly trySettle: (group: readonly PendingUnit[]) => Promise<RowsLockedError | undefined>,
  ) {}

  async settle(group: readonly PendingUnit[]): Promise<void> {
    if (group.length === 0) return;
    const met = await this.trySettle(group);
    if (!met) return;
    if (met.keys.size > 0) await this.settleWithout(met.keys, group);
    else await this.settleInHalves(group);
  }

  private async settleWithout(keys: ReadonlySet<string>, group: readonly PendingUnit[]): Promise<void> {
    const free: PendingUnit[] = [];
    for (const pending of group) {
      const orderId = orderIdsOf(pending).find((id) => keys.has(id));
      if (orderId === undefined) free.push(pending);
      else this.locked.push({ pending, orderId });
    }
    await this.settle(free);
  }

  /** Where the database does not say which row it is: one that somebody has made and not committed. */
  private async settleInHalves(group: readonly PendingUnit[]): Promise<void> {
    const [first, ...others] = group;
    if (first && others.length === 0) {
      this.locked.push({ pending: first, orderId: onlyIdOf(first) });
    } else if (performance.now() > this.deadline) {
      this.unsettled.push(...group);
    } else {
      const middle = group.length / 2;
      await this.settle(group.slice(0, middle));
      await this.settle(group.slice(middle));
    }
  }
}

function onlyIdOf(pending: PendingUnit): string | undefined {
  const [orderId, ...others] = orderIdsOf(pending);
  return others.length === 0 ? orderId : undefined;
}
