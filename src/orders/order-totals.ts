import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Clock } from '../common/clock.js';
import { DatabaseBackend } from '../database/database-backend.js';
import { Snapshots } from '../database/snapshots.js';
import type { Write } from '../database/write-connection.js';
import { countByStatus } from './count-by-status.js';
import { OrderTotalsRow, TOTALS_ID } from './order-totals.entity.js';
import { ORDER_STATUSES, OrderStatus } from './order-status.js';
import type { StatusTally } from './status-tally.js';
import { type TotalsDelta, isZero } from './totals-delta.js';

/** How often the totals are compared with the rows, by one of all instances. */
const CHECK_INTERVAL_MS = 600_000;

/**
 * The totals of all orders where several instances share a database: one row that each commit adds to, so that it is
 * right whoever dies in the middle. A process that is alone on its database counts in memory instead.
 */
@Injectable()
export class OrderTotals {
  private readonly logger = new Logger(OrderTotals.name);
  /** Whether they are kept in the database. */
  readonly areKept: boolean;

  constructor(
    backend: DatabaseBackend,
    @InjectRepository(OrderTotalsRow) private readonly rows: Repository<OrderTotalsRow>,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {
    this.areKept = !backend.isExclusive;
  }

  /** What a commit writes last, since others wait for the row from then on until it ends. */
  writesOf(delta: TotalsDelta): Write[] {
    if (!this.areKept || isZero(delta)) return [];
    const { byStatus, processingMs, ended } = delta;
    const changes = [...ORDER_STATUSES.map((status) => byStatus[status]), processingMs, ended];
    const columns = ['id', ...ORDER_STATUSES, 'processing_ms', 'ended'];
    return [{ kind: 'add', table: this.rows.metadata.tableName, columns, rows: [[TOTALS_ID, ...changes]] }];
  }

  read(): Promise<OrderTotalsRow> {
    return this.rows.findOneByOrFail({ id: TOTALS_ID });
  }

  /** Compares them with the rows once in a while, and adds what they lack: somebody may have changed rows by hand. */
  async check(): Promise<void> {
    const checkedAt = this.clock.nowMs();
    if (!(await this.claimCheck(checkedAt))) return;
    const lacking = await this.findLacking();
    if (isZero(lacking) || !(await this.add(lacking, checkedAt))) return;
    this.logger.warn(`Totals repaired: they lacked ${JSON.stringify(lacking)}`);
  }

  /** @returns whether this instance is to check them now */
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

  /** Both as of one moment. */
  private async findLacking(): Promise<TotalsDelta> {
    const snapshot = await this.snapshots.open();
    try {
      const totals = await snapshot.manager.findOneByOrFail(OrderTotalsRow, { id: TOTALS_ID });
      return difference(await countByStatus(snapshot.manager), totals);
    } finally {
      await snapshot.close();
    }
  }

  /** @returns false if another check has begun meanwhile: it has seen what this one has */
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
