import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { HttpProblem, toHttpProblem } from './http-problem.js';
import { routeMiss } from './route-miss.js';
import { sendProblem } from './problem.js';
import { DomainError } from '../../common/domain-error.js';

const CODES: Readonly<Record<number, string>> = {
  400: 'bad_request',
  404: 'not_found',
  408: 'request_timeout',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  503: 'unavailable',
};

/** Turns any thrown value into problem details. Details of an unexpected error go to the log only. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  /** @param isAway whether an error means that the database is unavailable, which is temporary */
  constructor(private readonly isAway: (error: unknown) => boolean) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const error = this.problemOf(thrown, request);
    // Domain errors are expected answers; the code that throws one also logs it if needed.
    const isExpected = thrown instanceof DomainError || thrown instanceof HttpProblem;
    if (!isExpected && error.status >= 500)
      this.logger.error(`${request.method} ${request.path}: ${describe(thrown)}`);
    if (response.headersSent) response.destroy();
    else sendProblem(response, error, request.originalUrl);
  }

  private problemOf(thrown: unknown, request: Request): HttpProblem {
    if (thrown instanceof HttpProblem) return thrown;
    if (thrown instanceof DomainError) return toHttpProblem(thrown);
    if (thrown instanceof NotFoundException) return routeMiss(request);
    const status = statusOf(thrown);
    if (status === undefined) return this.toUnexpected(thrown);
    const detail =
      status < 500 && thrown instanceof Error
        ? thrown.message
        : 'The service cannot handle this request right now.';
    return new HttpProblem(status, CODES[status] ?? 'error', detail, { cause: thrown });
  }

  private toUnexpected(thrown: unknown): HttpProblem {
    return typeof thrown === 'object' && thrown !== null && this.isAway(thrown)
      ? new HttpProblem(503, 'unavailable', 'The database is unavailable.', { cause: thrown })
      : new HttpProblem(500, 'internal_error', 'Something went wrong on our side.');
  }
}

/** The status of Nest's own exceptions and of errors from Express middleware (http-errors). */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (!(thrown instanceof Error) || !('expose' in thrown) || !('status' in thrown)) return undefined;
  return typeof thrown.status === 'number' ? thrown.status : undefined;
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause ? `\ncaused by ${describe(thrown.cause)}` : '';
  return `${thrown.stack ?? thrown.message}${cause}`;
}
