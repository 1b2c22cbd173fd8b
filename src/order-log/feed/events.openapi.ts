import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { ApiProblems } from '../../http/problem/api-problems.decorator.js';
import { NDJSON_TYPE } from '../../http/streaming/ndjson.js';
import { EVENT_STREAM } from '../../http/streaming/server-sent-events.js';
import { EventDto, EventPageDto, LatestDto } from './event.dto.js';

const STREAM_EXAMPLE = `id: 1
event: created
data: {"sequence":1,"position":1,"type":"created","order_id":"A0001", …}
`;

export const ApiFeed = (): ClassDecorator =>
  applyDecorators(
    ApiTags('events'),
    ApiExtraModels(EventDto, EventPageDto),
    ApiProblems({ 400: 'The request is not valid.', 500: 'Something went wrong.' }),
  );

export const ApiEvents = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listEvents',
      summary: 'Changes of all orders, in the order of the commits',
      description:
        'Positions are assigned without a gap; only retention removes events: whoever has read up to a position has seen all events before it. ' +
        '`Accept` selects the format: a page of JSON, all existing events as NDJSON, or a live stream of server-sent events whose ids are positions. ' +
        'The stream sends an event `oldest` when retention has removed events that it has not sent yet.',
    }),
    ApiHeader({
      name: 'Last-Event-ID',
      required: false,
      description: 'Stream only: resume after this position.',
    }),
    ApiProduces('application/json', NDJSON_TYPE, EVENT_STREAM),
    ApiOkResponse({
      description: 'Events.',
      content: {
        'application/json': { schema: { $ref: getSchemaPath(EventPageDto) } },
        [NDJSON_TYPE]: { schema: { $ref: getSchemaPath(EventDto) } },
        [EVENT_STREAM]: { schema: { type: 'string' }, example: STREAM_EXAMPLE },
      },
    }),
    ApiProblems({
      503: 'Too many reads are in progress, or too many clients are waiting; retry after `Retry-After` seconds.',
    }),
  );

export const ApiLatest = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'getLatestEvent',
      summary: 'Position of the newest event',
      description: 'To read only new events, start after it: `GET /events?after=POSITION`.',
    }),
    ApiOkResponse({ description: 'The position.', type: LatestDto }),
    ApiProblems({ 503: 'The database cannot be reached; try again later.' }),
  );
