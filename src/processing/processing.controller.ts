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
  @ApiOperation({
    operationId: 'getProcessing',
    summary: 'State of the processing',
    description: 'Workers of this instance, and the backlog of all.',
  })
  @ApiOkResponse({ description: 'The state.', type: ProcessingStatusDto })
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

  /** In seconds; not negative, although a clock that was ahead may have written a time in the future. */
  private ageOf(createdAt: number): number {
    return Math.max(0, this.clock.nowMs() - createdAt) / 1000;
  }

  @Post('pause')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'pauseProcessing',
    summary: 'Pause processing',
    description: 'No instance claims orders any more. Running work goes on, orders are still taken.',
  })
  @ApiOkResponse({ description: 'The state after it.', type: ProcessingStatusDto })
  @ApiProblems({ 503: 'The queue cannot be reached right now.' })
  async pause(): Promise<ProcessingStatusDto> {
    await this.queue.pause();
    return this.get();
  }

  @Post('resume')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'resumeProcessing',
    summary: 'Resume processing',
    description: 'All instances claim orders again.',
  })
  @ApiOkResponse({ description: 'The state after it.', type: ProcessingStatusDto })
  @ApiProblems({ 503: 'The queue cannot be reached right now.' })
  async resume(): Promise<ProcessingStatusDto> {
    await this.queue.resume();
    return this.get();
  }
}
