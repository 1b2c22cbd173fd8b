import { Injectable } from '@nestjs/common';
import { type HealthCheckAttempt, HealthIndicatorService } from '@nestjs/terminus';
import { DataSource } from 'typeorm';
import { DatabaseBackend } from '../database/database-backend.js';

const TIMEOUT_MS = 2000;

/** Whether the database answers, and nothing is known that keeps it from storing orders. */
@Injectable()
export class DatabaseHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly backend: DatabaseBackend,
    private readonly source: DataSource,
  ) {}

  check(): HealthCheckAttempt<'database'> {
    return this.indicators
      .check('database')
      .attempt(async () => {
        await this.source.query('SELECT 1');
        const problem = await this.backend.problemOf(this.source);
        if (problem !== undefined) throw new Error(problem);
      })
      .withTimeout(TIMEOUT_MS);
  }
}
