import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiHeader,
  ApiOperation,
  ApiProduces,
  ApiResponse,
  ApiTags,
  getSchemaPath,
  ApiExtraModels,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Clock } from '../../common/clock.js';
import {
  EVENT_STREAM,
  type StreamEvent,
  closedSignal,
  sendEvents,
} from '../../http/streaming/server-sent-events.js';
import { AcceptsQuery } from '../../http/routing/no-query.guard.js';
import { ApiProblems } from '../../http/problem/api-problems.decorator.js';
import { ApiOrderId } from './order-id.openapi.js';
import { invalid } from '../../http/validation/strict-validation.pipe.js';
import { TimelineDto, toTimelineDto, toTimelineEntryDto } from './dto/timeline.dto.js';
import { TimelineQueryDto } from './dto/timeline-query.dto.js';
import { OrderFollower } from '../live/order-follower.js';
import { OrderIdPipe } from './order-id.pipe.js';
import { OrdersService } from '../orders.service.js';
import type { StoredEntry } from '../domain/timeline-entry.js';

const STREAM_EXAMPLE = `id: 1
event: created
data: {"sequence":1,"position":1,"type":"created","attempt":0,"at":"2025-02-23T12:12:23.017Z","detail":null,"actor":null}
`;

@ApiTags('orders')
@ApiExtraModels(TimelineDto)
@Controller('orders')
export class TimelineController {
  constructor(
    private readonly orders: OrdersService,
    private readonly follower: OrderFollower,
    private readonly clock: Clock,
  ) {}

  @Get(':order_id/events')
  @AcceptsQuery()
  @ApiOperation({
    operationId: 'listOrderEvents',
    summary: 'Timeline of an order',
    description:
      'In pages. With `Accept: text/event-stream` a live stream of the entries after `after`, until the order is final.',
  })
  @ApiOrderId()
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Stream only: resume after this sequence.',
  })
  @ApiProduces('application/json', EVENT_STREAM)
  @ApiResponse({
    status: 200,
    description: 'The timeline.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(TimelineDto) } },
      [EVENT_STREAM]: { schema: { type: 'string' }, example: STREAM_EXAMPLE },
    },
  })
  @ApiResponse({
    status: 204,
    description: 'Stream only: the order is final, and the client has seen all entries.',
  })
  @ApiProblems({
    400: 'The request is not valid.',
    404: 'There is no such order.',
    500: 'Something went wrong.',
    503: 'Too many reads are in progress, or too many clients are waiting; retry after `Retry-After` seconds.',
  })
  async events(
    @Param('order_id', OrderIdPipe) orderId: string,
    @Query() { limit, after }: TimelineQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { sequence } = await this.orders.progress(orderId);
    if (request.accepts(['application/json', EVENT_STREAM]) !== EVENT_STREAM) {
      const entries = await this.orders.timeline(orderId, after, limit + 1);
      response.vary('Accept').json(toTimelineDto(entries, limit));
      return;
    }
    const closed = closedSignal(response);
    const batches = this.follower.timeline(orderId, toSequence(lastEventId, sequence) ?? after, closed);
    await sendEvents(response, toStream(batches), closed, this.clock);
  }
}

async function* toStream(batches: AsyncIterable<readonly StoredEntry[]>): AsyncGenerator<StreamEvent[]> {
  for await (const batch of batches) {
    yield batch.map((entry) => ({ id: entry.sequence, event: entry.type, data: toTimelineEntryDto(entry) }));
  }
}

function toSequence(lastEventId: string | undefined, latest: number): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  if (/^\d{1,9}$/.test(lastEventId) && Number(lastEventId) <= latest) return Number(lastEventId);
  throw invalid([{ pointer: '/Last-Event-ID', detail: 'must be the id of an event of this order' }]);
}
