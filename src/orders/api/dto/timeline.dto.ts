import { ApiProperty } from '@nestjs/swagger';
import { type StoredEntry, TimelineType } from '../../domain/timeline-entry.js';

/** One entry of an order's timeline. */
export class TimelineEntryDto {
  @ApiProperty({ example: 1, description: 'Counts from 1 within the order, without a gap.' })
  readonly sequence!: number;

  @ApiProperty({ example: 1, description: 'Place in the log of all orders, in the order of the commits.' })
  readonly position!: number;

  @ApiProperty({ enum: Object.values(TimelineType), example: 'created' })
  readonly type!: TimelineType;

  @ApiProperty({ example: 0, description: 'The attempt that the entry belongs to; 0 before the first.' })
  readonly attempt!: number;

  @ApiProperty({ example: '2025-02-23T12:12:23.017Z', format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'The reason, if there is one.' })
  readonly detail!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Who made the change; null for the service itself.',
  })
  readonly actor!: string | null;
}

export class TimelineDto {
  @ApiProperty({ type: [TimelineEntryDto] })
  readonly data!: TimelineEntryDto[];

  @ApiProperty({ example: false })
  readonly has_more!: boolean;

  @ApiProperty({ type: Number, nullable: true, example: null, description: '`after` of the next page.' })
  readonly next_after!: number | null;
}

/** @param entries up to `limit` + 1: an extra entry means that there are more */
export function toTimelineDto(entries: readonly StoredEntry[], limit: number): TimelineDto {
  const page = entries.slice(0, limit);
  const hasMore = entries.length > limit;
  return {
    data: page.map(toTimelineEntryDto),
    has_more: hasMore,
    next_after: hasMore ? (page.at(-1)?.sequence ?? null) : null,
  };
}

export function toTimelineEntryDto(entry: StoredEntry): TimelineEntryDto {
  const { sequence, position, type, attempt, at, detail, actor } = entry;
  return { sequence, position, type, attempt, at: new Date(at).toISOString(), detail, actor };
}
