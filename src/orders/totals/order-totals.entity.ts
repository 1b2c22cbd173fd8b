import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrderStatus } from '../domain/order-status.js';

export const TOTALS_TABLE = 'order_totals';
/** The key of the only row. */
export const TOTALS_ID = 1;

/**
 * What a database counts in its one row. Only the store writes it. Orders are counted here where several instances share
 * the database; a single process counts them in memory, and leaves those columns at 0.
 */
@Entity(TOTALS_TABLE)
export class OrderTotalsRow implements Record<OrderStatus, number> {
  @PrimaryColumn({ type: 'integer' })
  readonly id!: number;

  @Column({ type: 'bigint' })
  readonly pending!: number;

  @Column({ type: 'bigint' })
  readonly processing!: number;

  @Column({ type: 'bigint' })
  readonly completed!: number;

  @Column({ type: 'bigint' })
  readonly failed!: number;

  @Column({ type: 'bigint' })
  readonly cancelled!: number;

  /** Total processing time of completed orders, in milliseconds. */
  @Column({ name: 'processing_ms', type: 'bigint' })
  readonly processingMs!: number;

  /** How often an order has reached a final status; never decreases. */
  @Column({ type: 'bigint' })
  readonly ended!: number;

  /** How many events there have been: the position of the newest one. */
  @Column({ type: 'bigint' })
  readonly position!: number;

  /** The highest position of an event that retention has removed; below it events may be missing. */
  @Column({ name: 'removed_up_to', type: 'bigint' })
  readonly removedUpTo!: number;

  /** When the totals were last compared with the rows, in milliseconds since 1970. */
  @Column({ name: 'checked_at', type: 'bigint' })
  readonly checkedAt!: number;
}
