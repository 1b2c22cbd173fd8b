import { ApiProperty } from '@nestjs/swagger';
import { ORDER_STATUSES, OrderStatus } from '../orders/domain/order-status.js';
import type { CounterState } from './counters/counter-state.js';

const COUNTS_EXAMPLE = { pending: 111, processing: 10, completed: 879, failed: 0, cancelled: 0 };

export class MetricsDto {
  @ApiProperty({
    example: 2.26,
    description: 'Average seconds of the completing attempt, over completed orders.',
  })
  readonly avg_processing_time!: number;

  @ApiProperty({ example: 1000 })
  readonly total_orders!: number;

  @ApiProperty({
    type: 'object',
    properties: Object.fromEntries(ORDER_STATUSES.map((status) => [status, { type: 'integer' }])),
    required: ORDER_STATUSES,
    additionalProperties: false,
    example: COUNTS_EXAMPLE,
  })
  readonly order_status_counts!: Readonly<Record<OrderStatus, number>>;
}

export function toMetricsDto({ byStatus, processingMs }: CounterState): MetricsDto {
  const completed = byStatus[OrderStatus.Completed];
  const averageSeconds = completed === 0 ? 0 : processingMs / completed / 1000;
  return {
    avg_processing_time: Math.round(averageSeconds * 100) / 100,
    total_orders: Object.values(byStatus).reduce((sum, orders) => sum + orders, 0),
    order_status_counts: byStatus,
  };
}
