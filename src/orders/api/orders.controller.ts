import { Body, Controller, Get, Headers, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { closedSignal } from '../../http/streaming/server-sent-events.js';
import { AcceptsQuery } from '../../http/routing/no-query.guard.js';
import { preferredWaitSeconds } from '../../http/routing/prefer.js';
import { ApiProblems } from '../../http/problem/api-problems.decorator.js';
import { ApiOrderId } from './order-id.openapi.js';
import { ApiTakeOrder } from './create-order.openapi.js';
import { CreateOrderDto, toDraft } from './dto/create-order.dto.js';
import { ListOrdersDto, toCursor, toFilter } from './dto/list-orders.dto.js';
import { OrderPageDto, toOrderPageDto } from './dto/order-page.dto.js';
import { OrderReceivedDto } from './dto/order-received.dto.js';
import { OrderDto, toOrderDto } from './dto/order.dto.js';
import { OrderFollower } from '../live/order-follower.js';
import { WaiterRoom } from '../live/waiter-room.js';
import { orderPath } from '../domain/order-id.js';
import { OrderIdPipe } from './order-id.pipe.js';
import type { Order } from '../domain/order.entity.js';
import { OrdersService } from '../orders.service.js';

@ApiTags('orders')
@ApiProblems({
  400: 'The request is not valid.',
  500: 'Something went wrong on our side.',
  503: 'The database cannot be reached; try again later.',
})
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly follower: OrderFollower,
    private readonly room: WaiterRoom,
  ) {}

  @Post()
  @ApiTakeOrder()
  async create(
    @Body() body: CreateOrderDto,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OrderReceivedDto | OrderDto> {
    const { orderId, isReplay } = await this.orders.submit(toDraft(body));
    response.setHeader('Location', orderPath(orderId));
    if (isReplay) response.status(HttpStatus.OK).setHeader('Idempotent-Replayed', 'true');
    const seconds = preferredWaitSeconds(prefer);
    // The order is stored, and a preference is optional: respond without waiting.
    if (seconds === undefined || !this.room.hasRoom) return new OrderReceivedDto(orderId);

    response.setHeader('Preference-Applied', `wait=${seconds}`);
    return this.present(await this.follower.whenFinal(orderId, seconds * 1000, closedSignal(response)));
  }

  @Get()
  @AcceptsQuery()
  @ApiOperation({ operationId: 'listOrders', summary: 'List orders', description: 'Newest first, in pages.' })
  @ApiOkResponse({ description: 'A page of orders.', type: OrderPageDto })
  @ApiProblems({ 503: 'Too many lists are being read; try again after `Retry-After` seconds.' })
  async list(
    @Query() query: ListOrdersDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OrderPageDto> {
    const ended = closedSignal(response);
    const page = await this.orders.list(toFilter(query), query.limit, toCursor(query.cursor), ended);
    return toOrderPageDto(page, (order) => this.orders.positionOf(order));
  }

  @Get(':order_id')
  @ApiOperation({
    operationId: 'getOrder',
    summary: 'Get an order and its status',
    description: 'The current state in the database.',
  })
  @ApiOrderId()
  @ApiOkResponse({ description: 'The order.', type: OrderDto })
  @ApiProblems({ 404: 'There is no such order.' })
  async get(@Param('order_id', OrderIdPipe) orderId: string): Promise<OrderDto> {
    return this.present(await this.orders.get(orderId));
  }

  private present(order: Order): OrderDto {
    return toOrderDto(order, this.orders.positionOf(order));
  }
}
