import { ApiProperty } from '@nestjs/swagger';
import { encodeCursor } from '../../queries/order-cursor.js';
import type { Order } from '../../domain/order.entity.js';
import type { OrderPage } from '../../queries/order-list.js';
import { OrderDto, toOrderDto } from './order.dto.js';

/** One page of orders, newest first. */
export class OrderPageDto {
  @ApiProperty({ type: [OrderDto] })
  readonly data!: OrderDto[];

  @ApiProperty({ example: false })
  readonly has_more!: boolean;

  @ApiProperty({ type: String, nullable: true, example: null, description: '`cursor` of the next page.' })
  readonly next_cursor!: string | null;
}

export function toOrderPageDto(
  { orders, hasMore }: OrderPage,
  positionOf: (order: Order) => number | null,
): OrderPageDto {
  const last = orders.at(-1);
  return {
    data: orders.map((order) => toOrderDto(order, positionOf(order))),
    has_more: hasMore,
    next_cursor: hasMore && last ? encodeCursor(last) : null,
  };
}
