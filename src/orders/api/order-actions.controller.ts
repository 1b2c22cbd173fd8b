import { Controller, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../http/problem/api-problems.decorator.js';
import { ApiOrderId } from './order-id.openapi.js';
import { OrderDto, toOrderDto } from './dto/order.dto.js';
import { RetriedDto } from './dto/retried.dto.js';
import { OrderIdPipe } from './order-id.pipe.js';
import { OrdersService } from '../orders.service.js';

/** What clients may do to orders that are taken. */
@ApiTags('orders')
@ApiProblems({
  400: 'The request is not valid.',
  500: 'Something went wrong on our side.',
  503: 'Orders cannot be stored right now; try again after `Retry-After` seconds.',
})
@Controller('orders')
export class OrderActionsController {
  constructor(private readonly orders: OrdersService) {}

  @Post('retry')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'retryFailedOrders',
    summary: 'Run failed orders again',
    description: 'At most 10000 in one request.',
  })
  @ApiOkResponse({ description: 'How many are pending again.', type: RetriedDto })
  async retryFailed(): Promise<RetriedDto> {
    const { retried, hasMore } = await this.orders.retryFailed();
    return { retried, has_more: hasMore };
  }

  @Post(':order_id/retry')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'retryOrder',
    summary: 'Run a failed order again',
    description: 'With all its attempts anew.',
  })
  @ApiOrderId()
  @ApiOkResponse({ description: 'It is pending again.', type: OrderDto })
  @ApiProblems({
    404: 'There is no such order.',
    409: 'It has not failed, and the code tells its status; or it was run again too often.',
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
    description: 'Work on it that is under way is broken off.',
  })
  @ApiOrderId()
  @ApiOkResponse({ description: 'It is cancelled.', type: OrderDto })
  @ApiProblems({ 404: 'There is no such order.', 409: 'It is at its end; the code tells its status.' })
  async cancel(@Param('order_id', OrderIdPipe) orderId: string): Promise<OrderDto> {
    return toOrderDto(await this.orders.cancel(orderId), null);
  }
}
