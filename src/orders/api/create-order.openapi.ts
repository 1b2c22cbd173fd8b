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
  Location: text('Where the order is.', '/orders/A0001'),
  'Preference-Applied': text('How long was waited at most.', 'wait=10'),
};
const REPLAYED = { 'Idempotent-Replayed': text('This order was taken before.', 'true') };

/** Documents `POST /orders`. */
export function ApiTakeOrder(): MethodDecorator {
  const schema = { oneOf: [OrderReceivedDto, OrderDto].map((dto) => ({ $ref: getSchemaPath(dto) })) };
  return applyDecorators(
    ApiExtraModels(OrderReceivedDto, OrderDto),
    ApiOperation({
      operationId: 'createOrder',
      summary: 'Take an order',
      description: 'Answers once the order is on disk. Safe to repeat.',
    }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      example: 'wait=10',
      description: 'Answer with the order, when it comes to its end or after so many seconds (at most 30).',
    }),
    ApiCreatedResponse({ description: 'Taken.', schema, headers: HEADERS }),
    ApiOkResponse({ description: 'Taken before.', schema, headers: { ...HEADERS, ...REPLAYED } }),
    ApiProblems({
      409: 'Another order has this id.',
      413: 'The body is too large.',
      415: 'The body is not JSON.',
      503: 'Too many orders wait, or orders cannot be stored right now; try again after `Retry-After` seconds.',
    }),
  );
}
