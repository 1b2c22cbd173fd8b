import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrderStatus } from '../domain/order-status.js';

/** The key of the only row. */
export const TOTALS_ID = 1;

/** The single row of order totals in a database that several instances share. Only the store writes it. */
@Entity('order_totals')
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

  /** When the totals were last compared with the rows, in milliseconds since 1970. */
  @Column({ name: 'checked_at', type: 'bigint' })
  readonly checkedAt!: number;
}
