import { Column, Entity, PrimaryColumn } from 'typeorm';

export const LOG_TABLE = 'order_log';
/** The id of the only row. */
export const LOG_ID = 1;

/** The state of the log that all timelines form together. */
@Entity(LOG_TABLE)
export class OrderLogRow {
  @PrimaryColumn({ type: 'bigint' })
  readonly id!: number;

  /** Position of the newest entry; 0 if there was none yet. */
  @Column({ type: 'bigint' })
  readonly position!: number;

  /** The highest position of an entry that retention has removed; below it entries may be missing. */
  @Column({ name: 'removed_up_to', type: 'bigint' })
  readonly removedUpTo!: number;
}
