import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

const MAX_LIMIT = 1000;
const MAX_SEQUENCE = 999_999_999;
const LIMIT_RULE = { message: `must be a whole number from 1 to ${MAX_LIMIT}` };
const AFTER_RULE = { message: 'must be the sequence of an entry' };

function toNumber({ value }: { value: unknown }): unknown {
  return /^\d{1,9}$/.test(String(value)) ? Number(value) : value;
}

/** The query of `GET /orders/{order_id}/events`. */
export class TimelineQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: MAX_LIMIT })
  @Transform(toNumber)
  @IsInt(LIMIT_RULE)
  @Min(1, LIMIT_RULE)
  @Max(MAX_LIMIT, LIMIT_RULE)
  readonly limit: number = MAX_LIMIT;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    default: 0,
    description: '`next_after` of the previous page.',
  })
  @Transform(toNumber)
  @IsInt(AFTER_RULE)
  @Min(0, AFTER_RULE)
  @Max(MAX_SEQUENCE, AFTER_RULE)
  readonly after: number = 0;
}
