import { ApiProperty } from '@nestjs/swagger';
import { UnavailableError } from '../../common/domain-error.js';
import { OrderDto } from '../../orders/api/dto/order.dto.js';
import { TimelineEntryDto, toTimelineEntryDto } from '../../orders/api/dto/timeline.dto.js';
import type { StreamEvent } from '../../http/streaming/server-sent-events.js';
import type { LoggedEvent } from '../../orders/log/event-page.js';
import type { EventPage, LogEnds } from '../../orders/log/log-queries.js';
import type { Order } from '../../orders/domain/order.entity.js';

/** Retention has removed events while they were being sent. */
class EventsRemoved extends UnavailableError {
  constructor() {
    super('events_removed', 'Events were removed while they were read; read again.');
  }
}

export type PresentOrder = (order: Order) => OrderDto;

/** A change of an order, as the log has it. */
export class EventDto extends TimelineEntryDto {
  @ApiProperty({ example: 'A0001' })
  readonly order_id!: string;

  @ApiProperty({
    description: 'The order as it was when the event was read, which may be later than the event.',
  })
  readonly order!: OrderDto;
}

export class EventPageDto {
  @ApiProperty({ type: [EventDto] })
  readonly data!: EventDto[];

  @ApiProperty({ example: false })
  readonly has_more!: boolean;

  @ApiProperty({
    example: 1,
    description: 'Pass this as `after` for the next page. Always set, even if `has_more` is false.',
  })
  readonly next_after!: number;

  @ApiProperty({
    example: 1,
    description: 'Events before this position may be missing: retention has removed their orders.',
  })
  readonly oldest!: number;
}

export class LatestDto {
  @ApiProperty({ example: 1, description: 'Position of the newest event; 0 if there is none.' })
  readonly position!: number;
}

export function toEventPageDto(page: EventPage, present: PresentOrder): EventPageDto {
  return {
    data: page.events.map((event) => toEventDto(event, present)),
    has_more: page.hasMore,
    next_after: page.upTo,
    oldest: page.oldest,
  };
}

function toEventDto({ entry, order }: LoggedEvent, present: PresentOrder): EventDto {
  const { sequence, position, type, attempt, at, detail, actor } = toTimelineEntryDto(entry);
  return {
    position,
    order_id: entry.orderId,
    sequence,
    type,
    attempt,
    at,
    detail,
    actor,
    order: present(order),
  };
}

export async function* toLines(
  pages: AsyncIterable<EventPage>,
  after: number,
  ends: LogEnds,
  present: PresentOrder,
): AsyncGenerator<EventDto[]> {
  let place = after;
  for await (const { events, upTo, oldest } of pages) {
    if (oldest > Math.max(ends.oldest, place + 1)) throw new EventsRemoved();
    yield events.map((event) => toEventDto(event, present));
    place = upTo;
  }
}

/** @param after the first page starts after this position */
export async function* toStream(
  pages: AsyncIterable<EventPage>,
  after: number,
  present: PresentOrder,
): AsyncGenerator<StreamEvent[]> {
  let [place, reported] = [after, 0];
  for await (const { events, upTo, oldest } of pages) {
    const batch: StreamEvent[] = [];
    if (oldest > Math.max(reported, place + 1)) batch.push({ event: 'oldest', data: { oldest } });
    for (const event of events) {
      const { position, type } = event.entry;
      batch.push({ id: position, event: type, data: toEventDto(event, present) });
    }
    // Without an event, a client that resumes later need not search the same events again.
    if (events.length === 0) batch.push({ id: upTo });
    yield batch;
    [place, reported] = [upTo, oldest];
  }
}
