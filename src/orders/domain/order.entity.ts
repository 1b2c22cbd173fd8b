import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { OrderStatus } from './order-status.js';

/** An order as its row has it. Times are milliseconds since 1970, UTC. Written by the store alone. */
@Entity('orders')
export class Order {
  /** The row's own key, in the order of acceptance; 0 until it is stored. */
  @PrimaryGeneratedColumn({ type: 'bigint' })
  readonly id!: number;

  @Column({ name: 'order_id', type: 'varchar' })
  readonly orderId!: string;

  @Column({ name: 'user_id', type: 'varchar' })
  readonly userId!: string;

  /** JSON text of the list, exactly as it is answered. */
  @Column({ name: 'item_ids', type: 'text' })
  readonly itemIds!: string;

  /** The amount in minor units (cents). */
  @Column({ name: 'total_minor', type: 'bigint' })
  readonly totalMinor!: number;

  @Column({ type: 'varchar' })
  readonly status!: OrderStatus;

  /** Raised by each claim: the fence that keeps a late finish out. */
  @Column({ type: 'integer' })
  readonly attempts!: number;

  /** Attempts that do not count against the limit: those before it was asked to run again, and those handed back. */
  @Column({ name: 'spent_attempts', type: 'integer' })
  readonly spentAttempts!: number;

  @Column({ name: 'last_error', type: 'text' })
  readonly lastError!: string | null;

  /** When the row wants attention: a pending order may be claimed then, a processing one has lost its worker. */
  @Column({ name: 'due_at', type: 'bigint' })
  readonly dueAt!: number | null;

  /** How long the attempt took that completed it, in milliseconds. */
  @Column({ name: 'processing_ms', type: 'bigint' })
  readonly processingMs!: number | null;

  /** Number of the latest entry of its timeline. */
  @Column({ type: 'integer' })
  readonly sequence!: number;

  @Column({ name: 'created_at', type: 'bigint' })
  readonly createdAt!: number;

  /** When the status changed last. */
  @Column({ name: 'updated_at', type: 'bigint' })
  readonly updatedAt!: number;
}
