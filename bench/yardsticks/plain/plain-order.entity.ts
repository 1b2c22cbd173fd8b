import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';

/** The least that such an app keeps of an order. */
@Entity('orders')
export class PlainOrder {
  @PrimaryGeneratedColumn()
  readonly id!: number;

  @Index({ unique: true })
  @Column({ length: 64 })
  readonly order_id!: string;

  @Column({ length: 128 })
  readonly user_id!: string;

  @Column('jsonb')
  readonly item_ids!: string[];

  @Column('numeric', { precision: 12, scale: 2 })
  readonly total_amount!: number;

  @Index()
  @Column({ length: 16 })
  readonly status!: string;

  @CreateDateColumn()
  readonly created_at!: Date;

  @UpdateDateColumn()
  readonly updated_at!: Date;
}
