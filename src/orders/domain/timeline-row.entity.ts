import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TimelineEntry, TimelineType } from './timeline-entry.js';

/** A line of an order's timeline as its row has it. Written by the store alone. */
@Entity('order_timeline')
export class OrderTimelineRow implements Omit<TimelineEntry, 'orderId'> {
  /** The order's row. */
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
