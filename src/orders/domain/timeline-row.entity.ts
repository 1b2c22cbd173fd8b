import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StoredEntry, TimelineType } from './timeline-entry.js';

export const TIMELINE_TABLE = 'order_timeline';

/** The row of a timeline entry. Only the store writes it. */
@Entity(TIMELINE_TABLE)
export class OrderTimelineRow implements Omit<StoredEntry, 'orderId'> {
  /** The order's row id. */
  @PrimaryColumn({ name: 'order_pk', type: 'bigint' })
  readonly orderPk!: number;

  @PrimaryColumn({ type: 'integer' })
  readonly sequence!: number;

  @Column({ type: 'varchar' })
  readonly type!: TimelineType;

  @Column({ type: 'integer' })
  readonly attempt!: number;

  @Column({ type: 'bigint' })
  readonly at!: number;

  @Column({ type: 'text' })
  readonly detail!: string | null;

  @Column({ type: 'bigint' })
  readonly position!: number;

  @Column({ type: 'varchar' })
  readonly actor!: string | null;
}

export function toEntry(orderId: string, row: OrderTimelineRow): StoredEntry {
  const { sequence, position, type, attempt, at, detail, actor } = row;
  return { orderId, sequence, position, type, attempt, at, detail, actor };
}
