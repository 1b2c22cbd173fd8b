import { ApiParam } from '@nestjs/swagger';

/** Documents the order id in a path. */
export function ApiOrderId(): MethodDecorator {
  return ApiParam({
    name: 'order_id',
    example: 'A0001',
    description: 'Percent-encoded: `#1001` as `%231001`, `INV/2024/0001` as `INV%2F2024%2F0001`.',
  });
}
