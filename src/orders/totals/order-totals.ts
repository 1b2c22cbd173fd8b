import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Deployment } from '../../cluster/deployment.js';
import { Snapshots } from '../../database/snapshots.js';
import type { Write } from '../../database/write-connection.js';
import { countByStatus } from './count-by-status.js';
import { OrderTotalsRow, TOTALS_ID, TOTALS_TABLE } from './order-totals.entity.js';
import { ORDER_STATUSES, OrderStatus, type StatusTally } from '../domain/order-status.js';
import { OrderTimelineRow } from '../domain/timeline-row.entity.js';
import { EntryNumbering } from './entry-numbering.js';
import { type TotalsDelta, isZero, sumsOf } from './totals-delta.js';
import { TotalsMissing } from '../domain/order-errors.js';

/** How often one of the instances compares the totals with the rows. */
const CHECK_INTERVAL_MS = 600_000;

const NO_TOTALS: OrderTotalsRow = {
  id: TOTALS_ID,
  pending: 0,
  processing: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  processingMs: 0,
  ended: 0,
  position: 0,
  removedUpTo: 0,
  checkedAt: 0,
};

/**
 * The order totals where several instances share a database. Each commit updates their one row, so the row is correct
 * even if an instance dies at any point. A single process counts in memory instead.
 */
@Injectable()
export class OrderTotals {
  private readonly logger = new Logger(OrderTotals.name);
  /** Whether the totals are kept in the database. */
  readonly areKept: boolean;

  constructor(
    deployment: Deployment,
    @InjectRepository(OrderTotalsRow) private readonly rows: Repository<OrderTotalsRow>,
    @InjectRepository(OrderTimelineRow) private readonly entries: Repository<OrderTimelineRow>,
    private readonly numbering: EntryNumbering,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {
    this.areKept = !deployment.isAlone;
  }

  /** Adds to the row. Other commits wait for it from then until the commit ends. @param events how many are new */
  writesOf(delta: TotalsDelta, events = 0): Write[] {
    const sums = new Map(this.areKept && !isZero(delta) ? sumsOf(delta) : []);
    if (events > 0) sums.set('position', events);
    if (sums.size === 0) return [];
    const columns = ['id', ...sums.keys()];
    return [{ kind: 'add', table: TOTALS_TABLE, columns, rows: [[TOTALS_ID, ...sums.values()]] }];
  }

  /** @throws TotalsMissing if somebody has removed the row; the next check restores it */
  async read(): Promise<OrderTotalsRow> {
    const totals = await this.rows.findOneBy({ id: TOTALS_ID });
    if (totals) return totals;
    throw new TotalsMissing();
  }

  /** Creates the row if it is missing: without it nothing is counted. The next check finds changes made meanwhile. */
  async restore(): Promise<void> {
    if (await this.rows.existsBy({ id: TOTALS_ID })) return;
    const { byStatus, processingMs } = await this.count(NO_TOTALS);
    const position = (await this.entries.maximum('position')) ?? 0;
    // What was removed is no longer known.
    const log = { position, removedUpTo: position };
    const row = { id: TOTALS_ID, ...byStatus, processingMs, ended: 0, checkedAt: 0, ...log };
    await this.rows.createQueryBuilder().insert().values(row).orIgnore().execute();
    this.logger.warn('The order totals were missing and have been recounted.');
  }

  /** Periodically compares the totals with the rows and corrects them: somebody may have changed rows by hand. */
  async check(): Promise<void> {
    await this.restore();
    const checkedAt = this.clock.nowMs();
    if (!(await this.claimCheck(checkedAt))) return;
    await this.numbering.run();
    const lacking = await this.count();
    if (isZero(lacking) || !(await this.add(lacking, checkedAt))) return;
    this.logger.warn(`Totals repaired; the difference was ${JSON.stringify(lacking)}`);
  }

  /** @returns whether this instance should check the totals now */
  private async claimCheck(now: number): Promise<boolean> {
    const { affected } = await this.rows
      .createQueryBuilder()
      .update()
      .set({ checkedAt: now })
      .where('id = :id AND (checked_at <= :before OR checked_at > :now)', {
        id: TOTALS_ID,
        before: now - CHECK_INTERVAL_MS,
        now,
      })
      .execute();
    return affected === 1;
  }

  /** Rows minus totals, both from one snapshot. @param known totals to compare with, instead of the row */
  private async count(known?: OrderTotalsRow): Promise<TotalsDelta> {
    const snapshot = await this.snapshots.open();
    try {
      const totals = known ?? (await snapshot.manager.findOneByOrFail(OrderTotalsRow, { id: TOTALS_ID }));
      return difference(await countByStatus(snapshot.manager), totals);
    } finally {
      await snapshot.close();
    }
  }

  /** @returns false if another check has begun meanwhile: it will find the same difference */
  private async add({ byStatus, processingMs }: TotalsDelta, checkedAt: number): Promise<boolean> {
    const plus = (column: string, amount: number) => (): string => `${column} + ${amount}`;
    const { affected } = await this.rows
      .createQueryBuilder()
      .update()
      .set({
        ...Object.fromEntries(ORDER_STATUSES.map((status) => [status, plus(status, byStatus[status])])),
        processingMs: plus('processing_ms', processingMs),
      })
      .where('id = :id AND checked_at = :checkedAt', { id: TOTALS_ID, checkedAt })
      .execute();
    return affected === 1;
  }
}

function difference(counted: readonly StatusTally[], totals: OrderTotalsRow): TotalsDelta {
  const of = (status: OrderStatus): StatusTally | undefined => counted.find((each) => each.status === status);
  const byStatus = ORDER_STATUSES.map((status) => [status, (of(status)?.orders ?? 0) - totals[status]]);
  return {
    byStatus: Object.fromEntries(byStatus) as Record<OrderStatus, number>,
    processingMs: (of(OrderStatus.Completed)?.processingMs ?? 0) - totals.processingMs,
    ended: 0,
  };
}
