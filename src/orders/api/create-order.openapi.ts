import { applyDecorators } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  getSchemaPath,
} from '@nestjs/swagger';
import { ApiProblems } from '../../http/problem/api-problems.decorator.js';
import { OrderReceivedDto } from './dto/order-received.dto.js';
import { OrderDto } from './dto/order.dto.js';

const text = (description: string, example: string): { description: string; schema: object } => ({
  description,
  schema: { type: 'string', example },
});
const HEADERS = {
  Location: text('The path of the order.', '/orders/A0001'),
  'Preference-Applied': text('The longest time that the request could wait.', 'wait=10'),
};
const REPLAYED = { 'Idempotent-Replayed': text('The same order was accepted before.', 'true') };

/** Documents `POST /orders`. */
export function ApiTakeOrder(): MethodDecorator {
  const schema = { oneOf: [OrderReceivedDto, OrderDto].map((dto) => ({ $ref: getSchemaPath(dto) })) };
  return applyDecorators(
    ApiExtraModels(OrderReceivedDto, OrderDto),
    ApiOperation({
      operationId: 'createOrder',
      summary: 'Submit an order',
      description: 'Responds once the order is on disk. Idempotent: safe to repeat.',
    }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      example: 'wait=10',
      description:
        'Wait until the order is final, or for this many seconds (at most 30); then respond with the order.',
    }),
    ApiCreatedResponse({ description: 'The order was accepted.', schema, headers: HEADERS }),
    ApiOkResponse({
      description: 'The same order was accepted before; nothing was changed.',
      schema,
      headers: { ...HEADERS, ...REPLAYED },
    }),
    ApiProblems({
      409: 'Another order has this id.',
      413: 'The body is too large.',
      415: 'The body is not JSON.',
      503: 'Too many orders are waiting, or orders cannot be stored right now; retry after `Retry-After` seconds.',
    }),
  );
}
