import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { HttpProblem } from '../http/problem/http-problem.js';
import { IgnoresQuery } from '../http/routing/no-query.guard.js';
import { ApiProblems } from '../http/problem/api-problems.decorator.js';
import { Shutdown } from '../common/shutdown.js';
import { DatabaseHealth } from '../database/database-health.js';

const LOOK_TIMEOUT_MS = 2000;

/** Probes for orchestrators: restart the service if it is not live, send it no requests while it is not ready. */
@ApiTags('health')
@IgnoresQuery()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: DatabaseHealth,
    private readonly shutdown: Shutdown,
  ) {}

  @Get('live')
  @ApiOperation({
    operationId: 'checkLiveness',
    summary: 'Liveness probe',
    description: 'The process is up.',
  })
  @ApiOkResponse({ description: 'The process is up.' })
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  @Get('ready')
  @ApiOperation({
    operationId: 'checkReadiness',
    summary: 'Readiness probe',
    description: 'The database can store orders.',
  })
  @ApiOkResponse({ description: 'The database can store orders.' })
  @ApiProblems({ 503: 'The database does not answer or cannot store orders, or the service is stopping.' })
  ready(): Promise<HealthCheckResult> {
    if (this.shutdown.signal.aborted) throw new HttpProblem(503, 'stopping', 'The service is stopping.');
    const database = this.indicators.check('database').attempt(() => this.database.check());
    return this.health.check([() => database.withTimeout(LOOK_TIMEOUT_MS)]);
  }
}
