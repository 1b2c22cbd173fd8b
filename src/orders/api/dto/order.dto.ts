import { ApiProperty } from '@nestjs/swagger';
import { parseItemIds } from '../../domain/item-ids.js';
import { fromMinorUnits } from '../../domain/money.js';
import { ORDER_STATUSES, type OrderStatus } from '../../domain/order-status.js';
import type { Order } from '../../domain/order.entity.js';

/** An order as clients see it. */
export class OrderDto {
  @ApiProperty({ example: 'A0001' })
  readonly order_id!: string;

  @ApiProperty({ example: 'user1' })
  readonly user_id!: string;

  @ApiProperty({
    example: '["item1", "item2"]',
    description: 'JSON text, for existing clients. New clients should read `items`.',
  })
  readonly item_ids!: string;

  @ApiProperty({ type: [String], example: ['item1', 'item2'] })
  readonly items!: string[];

  @ApiProperty({ enum: ORDER_STATUSES, example: 'pending' })
  readonly status!: OrderStatus;

  @ApiProperty({ example: 199.99 })
  readonly total_amount!: number;

  @ApiProperty({ example: 0, description: 'How many attempts have begun.' })
  readonly attempts!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Why the latest failed attempt failed.',
  })
  readonly last_error!: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 12,
    description: 'While pending: the approximate position in the queue, from 1. Null otherwise.',
  })
  readonly queue_position!: number | null;

  @ApiProperty({ example: '2025-02-23T12:12:23.017Z', format: 'date-time' })
  readonly created_at!: string;

  @ApiProperty({ example: '2025-02-23T12:12:23.017Z', format: 'date-time' })
  readonly updated_at!: string;
}

export function toOrderDto(order: Order, queuePosition: number | null): OrderDto {
  return {
    order_id: order.orderId,
    user_id: order.userId,
    item_ids: order.itemIds,
    items: parseItemIds(order.itemIds),
    status: order.status,
    total_amount: fromMinorUnits(order.totalMinor),
    attempts: order.attempts,
    last_error: order.lastError,
    queue_position: queuePosition,
    created_at: new Date(order.createdAt).toISOString(),
    updated_at: new Date(order.updatedAt).toISOString(),
  };
}
