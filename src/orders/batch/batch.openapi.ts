import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { JSON_TYPE } from '../../http/body/json-body.js';
import { NDJSON_TYPE } from '../../http/streaming/ndjson.js';
import { ApiProblems } from '../../http/problem/api-problems.decorator.js';
import { MAX_ROWS } from './batch-body.js';
import { BatchResultDto, RowResultDto } from './batch-result.dto.js';
import { CreateOrderDto } from '../api/dto/create-order.dto.js';

const ORDERS = [
  { order_id: 'A0001', user_id: 'user1', item_ids: ['item1', 'item2'], total_amount: 199.99 },
  { order_id: 'A0002', user_id: 'user2', item_ids: ['item1'], total_amount: 5 },
];
const RESULTS = [
  { row: 0, order_id: 'A0001', result: 'created' },
  { row: 1, order_id: 'A0002', result: 'conflict', detail: 'Another order has the id A0002.' },
];
const COUNTS = { created: 1, replayed: 0, conflict: 1, invalid: 0, unavailable: 0, failed: 0 };
const SUMMARY = { ...COUNTS, results: RESULTS };

/** Documents `POST /orders/batch`. */
export function ApiTakeBatch(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(CreateOrderDto, BatchResultDto, RowResultDto),
    ApiOperation({
      operationId: 'createOrders',
      summary: 'Submit many orders',
      description:
        'The response to an array, up to 10 MB, is sent once its orders are on disk. NDJSON may have any length; the ' +
        'response has a line for each row and begins while the request still arrives, so read it while you send. ' +
        'Idempotent: safe to repeat.',
      requestBody: {
        required: true,
        content: {
          [JSON_TYPE]: {
            schema: {
              type: 'array',
              minItems: 1,
              maxItems: MAX_ROWS,
              items: { $ref: getSchemaPath(CreateOrderDto) },
            },
            example: ORDERS,
          },
          [NDJSON_TYPE]: { schema: { type: 'string' }, example: toLines(ORDERS) },
        },
      },
    }),
    ApiResponse({
      status: 200,
      description: 'The result of each row, in the order of the rows. NDJSON: one `RowResultDto` per line.',
      content: {
        [JSON_TYPE]: { schema: { $ref: getSchemaPath(BatchResultDto) }, example: SUMMARY },
        [NDJSON_TYPE]: { schema: { type: 'string' }, example: toLines(RESULTS) },
      },
    }),
    ApiProblems({
      408: 'The stream stopped before the response had begun.',
      409: '`reject_all`: other orders have these ids; nothing was stored.',
      413: 'The body is too large.',
      415: 'The body is neither JSON nor NDJSON.',
      503: 'No order was stored: too many are waiting, or the store is busy; retry after `Retry-After` seconds.',
    }),
  );
}

function toLines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
