import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsPrintable, IsTime, check } from '../../../http/validation/validators.js';
import { type OrderCursor, decodeCursor } from '../../queries/order-cursor.js';
import type { OrderFilter } from '../../queries/order-list.js';
import { ORDER_STATUSES, type OrderStatus } from '../../domain/order-status.js';

const MAX_LIMIT = 100;
const LIMIT_RULE = { message: `must be a whole number from 1 to ${MAX_LIMIT}` };

/** The query of `GET /orders`. */
export class ListOrdersDto {
  @ApiPropertyOptional({ enum: ORDER_STATUSES })
  @IsOptional()
  @IsIn(ORDER_STATUSES, { message: `must be one of ${ORDER_STATUSES.join(', ')}` })
  readonly status?: OrderStatus;

  @ApiPropertyOptional({ example: 'user1' })
  @IsOptional()
  @IsPrintable(128)
  readonly user_id?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Only orders created after this time. In a URL, write `+` as `%2B`.',
  })
  @IsOptional()
  @IsTime()
  readonly created_after?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Only orders created before this time. In a URL, write `+` as `%2B`.',
  })
  @IsOptional()
  @IsTime()
  readonly created_before?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 20 })
  @Transform(({ value }: { value: unknown }) => (/^\d{1,3}$/.test(String(value)) ? Number(value) : value))
  @IsInt(LIMIT_RULE)
  @Min(1, LIMIT_RULE)
  @Max(MAX_LIMIT, LIMIT_RULE)
  readonly limit: number = 20;

  @ApiPropertyOptional({ description: '`next_cursor` of the previous page.' })
  @IsOptional()
  @check('isCursor', 'must be the next_cursor of a page', (value) => toCursor(value) !== undefined)
  readonly cursor?: string;
}

export function toFilter(query: ListOrdersDto): OrderFilter {
  return {
    status: query.status,
    userId: query.user_id,
    createdAfter: toMilliseconds(query.created_after),
    createdBefore: toMilliseconds(query.created_before),
  };
}

export function toCursor(value: unknown): OrderCursor | undefined {
  return typeof value === 'string' ? decodeCursor(value) : undefined;
}

function toMilliseconds(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
