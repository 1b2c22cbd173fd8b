import { Controller, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../http/problem/api-problems.decorator.js';
import { ApiOrderId } from './order-id.openapi.js';
import { OrderDto, toOrderDto } from './dto/order.dto.js';
import { RetriedDto } from './dto/retried.dto.js';
import { OrderIdPipe } from './order-id.pipe.js';
import { OrdersService } from '../orders.service.js';

/** Client actions on stored orders. */
@ApiTags('orders')
@ApiProblems({
  400: 'The request is not valid.',
  500: 'Something went wrong on our side.',
  503: 'Orders cannot be stored right now; retry after `Retry-After` seconds.',
})
@Controller('orders')
export class OrderActionsController {
  constructor(private readonly orders: OrdersService) {}

  @Post('retry')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'retryFailedOrders',
    summary: 'Retry all failed orders',
    description: 'At most 10000 per request.',
  })
  @ApiOkResponse({ description: 'How many orders are pending again.', type: RetriedDto })
  async retryFailed(): Promise<RetriedDto> {
    const { retried, hasMore } = await this.orders.retryFailed();
    return { retried, has_more: hasMore };
  }

  @Post(':order_id/retry')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'retryOrder',
    summary: 'Retry a failed order',
    description: 'The order gets all its attempts again.',
  })
  @ApiOrderId()
  @ApiOkResponse({ description: 'The order is pending again.', type: OrderDto })
  @ApiProblems({
    404: 'There is no such order.',
    409: 'The order has not failed (the code names its status), or it was retried too often.',
  })
  async retry(@Param('order_id', OrderIdPipe) orderId: string): Promise<OrderDto> {
    const order = await this.orders.retry(orderId);
    return toOrderDto(order, this.orders.positionOf(order));
  }

  @Post(':order_id/cancel')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'cancelOrder',
    summary: 'Cancel an order',
    description: 'Aborts an attempt that is under way.',
  })
  @ApiOrderId()
  @ApiOkResponse({ description: 'The order is cancelled.', type: OrderDto })
  @ApiProblems({ 404: 'There is no such order.', 409: 'The order is final; the code names its status.' })
  async cancel(@Param('order_id', OrderIdPipe) orderId: string): Promise<OrderDto> {
    return toOrderDto(await this.orders.cancel(orderId), null);
  }
}
