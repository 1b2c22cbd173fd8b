import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IgnoresQuery } from '../http/routing/no-query.guard.js';
import { ApiProblems } from '../http/problem/api-problems.decorator.js';
import { MetricsDto, toMetricsDto } from './metrics.dto.js';
import { MetricsService } from './metrics.service.js';

@ApiTags('metrics')
@IgnoresQuery()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @ApiOperation({
    operationId: 'getMetrics',
    summary: 'Number of orders by status, and average processing time',
    description: 'The figures cover all instances.',
  })
  @ApiOkResponse({ description: 'The metrics.', type: MetricsDto })
  @ApiProblems({
    500: 'Something went wrong on our side.',
    503: 'The database is unavailable; try again later.',
  })
  async get(): Promise<MetricsDto> {
    return toMetricsDto(await this.metrics.read());
  }
}
