import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Clock } from '../../common/clock.js';
import { AcceptsQuery } from '../../http/routing/no-query.guard.js';
import { sendLines } from '../../http/streaming/ndjson-answer.js';
import { NDJSON_TYPE } from '../../http/streaming/ndjson.js';
import { EVENT_STREAM, closedSignal, sendEvents } from '../../http/streaming/server-sent-events.js';
import { invalid } from '../../http/validation/strict-validation.pipe.js';
import { toOrderDto } from '../../orders/api/dto/order.dto.js';
import { OrdersService } from '../../orders/orders.service.js';
import type { LogEnds } from '../../orders/log/log-queries.js';
import { EventFeed } from './event-feed.js';
import { EventQueryDto, toFilter } from './event-query.dto.js';
import { LatestDto, type PresentOrder, toEventPageDto, toLines, toStream } from './event.dto.js';
import { ApiEvents, ApiFeed, ApiLatest } from './events.openapi.js';

const DEFAULT_LIMIT = 100;

@ApiFeed()
@Controller('events')
export class EventsController {
  private readonly present: PresentOrder;

  constructor(
    private readonly feed: EventFeed,
    private readonly clock: Clock,
    orders: OrdersService,
  ) {
    this.present = (order) => toOrderDto(order, orders.positionOf(order));
  }

  @Get()
  @AcceptsQuery()
  @ApiEvents()
  async list(
    @Query() query: EventQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const filter = toFilter(query);
    const closed = closedSignal(response);
    const type = request.accepts(['application/json', NDJSON_TYPE, EVENT_STREAM]);
    const ends = await this.feed.ends();
    const resumed = type === EVENT_STREAM ? toPosition(lastEventId) : undefined;
    const after = knownPosition(resumed ?? query.after, ends);
    switch (type) {
      case EVENT_STREAM: {
        const pages = this.feed.live(filter, after, closed);
        return sendEvents(response, toStream(pages, after, this.present), closed, this.clock);
      }
      case NDJSON_TYPE: {
        const { limit = Infinity } = query;
        response.setHeader('Events-Oldest', ends.oldest);
        if (limit === Infinity) response.setHeader('Events-Next-After', ends.newest);
        const pages = this.feed.existing(filter, { after, last: ends.newest, limit }, closed);
        return sendLines(response, toLines(pages, after, ends, this.present), closed, this.clock);
      }
      default: {
        const page = await this.feed.page(filter, after, query.limit ?? DEFAULT_LIMIT, closed);
        response.vary('Accept').json(toEventPageDto(page, this.present));
      }
    }
  }

  @Get('latest')
  @ApiLatest()
  async latest(): Promise<LatestDto> {
    return { position: (await this.feed.ends()).newest };
  }
}

function toPosition(lastEventId: string | undefined): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  if (/^\d{1,15}$/.test(lastEventId)) return Number(lastEventId);
  throw invalid([{ pointer: '/Last-Event-ID', detail: 'must be the position of an event' }]);
}

/** A position after the newest one is of another log: this database was restored from an older state. */
function knownPosition(position: number, { newest }: LogEnds): number {
  if (position <= newest) return position;
  throw invalid([
    { pointer: '/after', detail: `must be at most ${newest}, the position of the newest event` },
  ]);
}
