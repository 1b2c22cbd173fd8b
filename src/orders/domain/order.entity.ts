import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { OrderStatus } from './order-status.js';

/** The row of an order. Times are milliseconds since 1970, UTC. Only the store writes it. */
@Entity('orders')
export class Order {
  /** The row's own key, in the order of acceptance; 0 until it is stored. */
  @PrimaryGeneratedColumn({ type: 'bigint' })
  readonly id!: number;

  @Column({ name: 'order_id', type: 'varchar' })
  readonly orderId!: string;

  @Column({ name: 'user_id', type: 'varchar' })
  readonly userId!: string;

  /** JSON text of the list, exactly as clients receive it. */
  @Column({ name: 'item_ids', type: 'text' })
  readonly itemIds!: string;

  /** The amount in minor units (cents). */
  @Column({ name: 'total_minor', type: 'bigint' })
  readonly totalMinor!: number;

  @Column({ type: 'varchar' })
  readonly status!: OrderStatus;

  /** Incremented by each claim: the fence against late results. */
  @Column({ type: 'integer' })
  readonly attempts!: number;

  /** Attempts that do not count against the limit: those before the latest retry by request, and those handed back. */
  @Column({ name: 'spent_attempts', type: 'integer' })
  readonly spentAttempts!: number;

  @Column({ name: 'last_error', type: 'text' })
  readonly lastError!: string | null;

  /** The kind of the last error, for finding orders that failed alike; null if there was none. */
  @Column({ name: 'error_signature', type: 'varchar' })
  readonly errorSignature!: string | null;

  /** When the row needs attention: a pending order may be claimed then; a processing order has lost its worker. */
  @Column({ name: 'due_at', type: 'bigint' })
  readonly dueAt!: number | null;

  /** Duration of the attempt that completed the order, in milliseconds. */
  @Column({ name: 'processing_ms', type: 'bigint' })
  readonly processingMs!: number | null;

  /** Sequence of the latest timeline entry. */
  @Column({ type: 'integer' })
  readonly sequence!: number;

  @Column({ name: 'created_at', type: 'bigint' })
  readonly createdAt!: number;

  /** When the status last changed. */
  @Column({ name: 'updated_at', type: 'bigint' })
  readonly updatedAt!: number;
}
