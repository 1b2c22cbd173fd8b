import { ApiProperty } from '@nestjs/swagger';
import { type TimelineEntry, TimelineType } from '../../domain/timeline-entry.js';

/** One entry of an order's timeline. */
export class TimelineEntryDto {
  @ApiProperty({ example: 1, description: 'Counts from 1 within the order, without a gap.' })
  readonly sequence!: number;

  @ApiProperty({ enum: Object.values(TimelineType), example: 'created' })
  readonly type!: TimelineType;

  @ApiProperty({ example: 0, description: 'The attempt that the entry belongs to; 0 before the first.' })
  readonly attempt!: number;

  @ApiProperty({ example: '2025-02-23T12:12:23.017Z', format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'The reason, if there is one.' })
  readonly detail!: string | null;
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
export function toTimelineDto(entries: readonly TimelineEntry[], limit: number): TimelineDto {
  const page = entries.slice(0, limit);
  const hasMore = entries.length > limit;
  return {
    data: page.map(toTimelineEntryDto),
    has_more: hasMore,
    next_after: hasMore ? (page.at(-1)?.sequence ?? null) : null,
  };
}

export function toTimelineEntryDto({ sequence, type, attempt, at, detail }: TimelineEntry): TimelineEntryDto {
  return { sequence, type, attempt, at: new Date(at).toISOString(), detail };
}
