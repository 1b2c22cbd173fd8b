import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TimelineEntry, TimelineType } from './timeline-entry.js';

/** The row of a timeline entry. Only the store writes it. */
@Entity('order_timeline')
export class OrderTimelineRow implements Omit<TimelineEntry, 'orderId'> {
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
}
