import { STATUS_CODES, type ServerResponse } from 'node:http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { FieldError } from '../../common/domain-error.js';
import type { HttpProblem } from './http-problem.js';
import { NO_STORE } from './no-store.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export class ProblemField implements FieldError {
  @ApiProperty({
    example: '/total_amount',
    description: 'JSON pointer into the body, or the name of the parameter.',
  })
  readonly pointer!: string;

  @ApiProperty({ example: 'must be a number from 0 to 9999999999.99 with at most two decimals' })
  readonly detail!: string;
}

/** Problem details for HTTP APIs (RFC 9457): the body of every 4xx and 5xx. */
export class Problem {
  @ApiProperty({ example: 'urn:problem-type:validation_failed' })
  readonly type!: string;

  @ApiProperty({ example: 'Bad Request' })
  readonly title!: string;

  @ApiProperty({ example: 400 })
  readonly status!: number;

  @ApiProperty({ example: 'The request is not valid.' })
  readonly detail!: string;

  @ApiProperty({ example: '/orders', description: 'The path of the request.' })
  readonly instance!: string;

  @ApiProperty({ example: 'validation_failed', description: 'Stable identifier, meant for programs.' })
  readonly code!: string;

  @ApiPropertyOptional({ type: [ProblemField], description: 'For validation errors: each invalid field.' })
  readonly errors?: readonly FieldError[];
}

/** @param target the target of the request line */
export function toProblem(error: HttpProblem, target: string): Problem {
  return {
    type: `urn:problem-type:${error.code}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    instance: /^\/[^?]*/.exec(target)?.[0] ?? '/',
    code: error.code,
    ...(error.errors && { errors: error.errors }),
  };
}

/** Writes a problem to a plain Node response, for code outside of the framework. */
export function sendProblem(response: ServerResponse, error: HttpProblem, target: string): void {
  const body = JSON.stringify(toProblem(error, target));
  response.writeHead(error.status, {
    ...NO_STORE,
    ...error.headers,
    'Content-Type': PROBLEM_MEDIA_TYPE,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
