import { Body, Controller, Get, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { AcceptsQuery } from '../common/http/no-query.guard.js';
import { ApiProblems } from '../common/problem/api-problems.decorator.js';
import { CreateOrderDto, toDraft } from './dto/create-order.dto.js';
import { ListOrdersDto, toCursor, toFilter } from './dto/list-orders.dto.js';
import { OrderPageDto, toOrderPageDto } from './dto/order-page.dto.js';
import { OrderReceivedDto } from './dto/order-received.dto.js';
import { OrderDto, toOrderDto } from './dto/order.dto.js';
import { OrderIdPipe } from './order-id.pipe.js';
import { OrdersService } from './orders.service.js';

const LOCATION = {
  Location: { description: 'Where the order is.', schema: { type: 'string', example: '/orders/A0001' } },
};
const REPLAYED = {
  'Idempotent-Replayed': {
    description: 'This order was taken before.',
    schema: { type: 'string', example: 'true' },
  },
};

@ApiTags('orders')
@ApiProblems({ 400: 'The request is not valid.', 500: 'Something went wrong on our side.' })
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @ApiOperation({
    summary: 'Take an order',
    description: 'Answers once the order is on disk. Safe to repeat.',
  })
  @ApiCreatedResponse({ description: 'Taken.', type: OrderReceivedDto, headers: LOCATION })
  @ApiOkResponse({
    description: 'Taken before.',
    type: OrderReceivedDto,
    headers: { ...LOCATION, ...REPLAYED },
  })
  @ApiProblems({
    409: 'Another order has this id.',
    413: 'The body is too large.',
    415: 'The body is not JSON.',
    503: 'Orders cannot be stored right now; try again after `Retry-After` seconds.',
  })
  async create(
    @Body() body: CreateOrderDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OrderReceivedDto> {
    const { hasChanged } = await this.orders.submit(toDraft(body));
    response.setHeader('Location', `/orders/${body.order_id}`);
    if (!hasChanged) response.status(HttpStatus.OK).setHeader('Idempotent-Replayed', 'true');
    return new OrderReceivedDto(body.order_id);
  }

  @Get()
  @AcceptsQuery()
  @ApiOperation({ summary: 'List orders', description: 'Newest first, in pages.' })
  @ApiOkResponse({ type: OrderPageDto })
  async list(@Query() query: ListOrdersDto): Promise<OrderPageDto> {
    return toOrderPageDto(await this.orders.list(toFilter(query), query.limit, toCursor(query.cursor)));
  }

  @Get(':order_id')
  @ApiOperation({ summary: 'One order and its status' })
  @ApiParam({ name: 'order_id', example: 'A0001' })
  @ApiOkResponse({ type: OrderDto })
  @ApiProblems({ 404: 'There is no such order.' })
  async get(@Param('order_id', OrderIdPipe) orderId: string): Promise<OrderDto> {
    return toOrderDto(await this.orders.get(orderId));
  }
}
