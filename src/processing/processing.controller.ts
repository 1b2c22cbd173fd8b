import { Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Clock } from '../common/clock.js';
import { ApiProblems } from '../http/problem/api-problems.decorator.js';
import { Settings, workersOf } from '../config/settings.js';
import { OrderBacklog } from '../orders/backlog/order-backlog.js';
import { OrderQueue } from './queue/order-queue.js';
import { ProcessingStatusDto } from './processing-status.dto.js';

@ApiTags('processing')
@ApiProblems({
  400: 'This address takes no query parameters.',
  500: 'Something went wrong on our side.',
  503: 'The database is away; try again later.',
})
@Controller('processing')
export class ProcessingController {
  constructor(
    private readonly queue: OrderQueue,
    private readonly backlog: OrderBacklog,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'How the work goes' })
  @ApiOkResponse({ type: ProcessingStatusDto })
  async get(): Promise<ProcessingStatusDto> {
    const oldest = await this.backlog.oldestPending();
    return {
      paused: await this.queue.isPaused(),
      workers_busy: this.queue.busy,
      workers_total: workersOf(this.settings),
      backlog: this.backlog.size,
      oldest_pending_age: oldest === null ? null : this.ageOf(oldest),
      drain_rate: Math.round(this.backlog.drainPerSecond() * 10) / 10,
    };
  }

  /** In seconds. What a clock that was ahead has written looks as if it were yet to come. */
  private ageOf(createdAt: number): number {
    return Math.max(0, this.clock.nowMs() - createdAt) / 1000;
  }

  @Post('pause')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Claim no more orders',
    description: 'In no instance. Running work goes on, orders are still taken.',
  })
  @ApiOkResponse({ type: ProcessingStatusDto })
  @ApiProblems({ 503: 'The queue cannot be reached right now.' })
  async pause(): Promise<ProcessingStatusDto> {
    await this.queue.pause();
    return this.get();
  }

  @Post('resume')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Claim orders again' })
  @ApiOkResponse({ type: ProcessingStatusDto })
  @ApiProblems({ 503: 'The queue cannot be reached right now.' })
  async resume(): Promise<ProcessingStatusDto> {
    await this.queue.resume();
    return this.get();
  }
}
