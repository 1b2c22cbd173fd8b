import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsPrintable } from '../../http/validation/validators.js';
import type { EventFilter } from '../../orders/log/event-page.js';
import { TimelineType } from '../../orders/domain/timeline-entry.js';

const MAX_LIMIT = 1000;
const TYPES = Object.values(TimelineType);
const LIMIT_RULE = { message: `must be a whole number from 1 to ${MAX_LIMIT}` };
const AFTER_RULE = { message: 'must be 0 or the position of an event' };
const TYPE_RULE = { each: true, message: `must be one or more of ${TYPES.join(', ')}` };

function toNumber({ value }: { value: unknown }): unknown {
  return /^\d{1,16}$/.test(String(value)) ? Number(value) : value;
}

/** `type=a&type=b` and `type=a,b`. */
function toList({ value }: { value: unknown }): unknown {
  return [value].flat().flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]));
}

/** The query of `GET /events`. */
export class EventQueryDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    default: 0,
    description: 'Only events after this position: `next_after` of the previous page.',
  })
  @Transform(toNumber)
  @IsInt(AFTER_RULE)
  @Min(0, AFTER_RULE)
  @Max(Number.MAX_SAFE_INTEGER, AFTER_RULE)
  readonly after: number = 0;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    description: 'Default: 100 for a page of JSON, no limit for NDJSON. Ignored for a live stream.',
  })
  @IsOptional()
  @Transform(toNumber)
  @IsInt(LIMIT_RULE)
  @Min(1, LIMIT_RULE)
  @Max(MAX_LIMIT, LIMIT_RULE)
  readonly limit?: number;

  @ApiPropertyOptional({ enum: TYPES, isArray: true, description: 'Several: `type=completed,failed`.' })
  @IsOptional()
  @Transform(toList)
  @IsIn(TYPES, TYPE_RULE)
  readonly type?: TimelineType[];

  @ApiPropertyOptional({ example: 'A0001' })
  @IsOptional()
  @IsPrintable(128)
  readonly order_id?: string;

  @ApiPropertyOptional({ example: 'user1' })
  @IsOptional()
  @IsPrintable(128)
  readonly user_id?: string;
}

export function toFilter({ type, order_id, user_id }: EventQueryDto): EventFilter {
  return { types: type ?? [], orderId: order_id, userId: user_id };
}
