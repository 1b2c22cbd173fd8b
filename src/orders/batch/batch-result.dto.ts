import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { FieldError } from '../../common/domain-error.js';
import { ProblemField } from '../../http/problem/problem.js';
import { ROW_RESULTS, type RowOutcome, RowResult } from './batch-outcome.js';

/** Results that have more than one reason. */
const WITH_CODE: ReadonlySet<RowResult> = new Set([RowResult.Unavailable, RowResult.Failed]);

/** The result of one row. */
export class RowResultDto {
  @ApiProperty({ example: 0, description: 'Position of the row in the request, from 0.' })
  readonly row!: number;

  @ApiPropertyOptional({ example: 'A0001', description: 'Present if the row has a well-formed id.' })
  readonly order_id?: string;

  @ApiProperty({ enum: ROW_RESULTS, example: RowResult.Created })
  readonly result!: RowResult;

  @ApiPropertyOptional({ type: [ProblemField], description: 'For `invalid`: all errors of the row.' })
  readonly errors?: readonly FieldError[];

  @ApiPropertyOptional({
    example: 'store_busy',
    description: 'For `unavailable` and `failed`: the machine-readable reason.',
  })
  readonly code?: string;

  @ApiPropertyOptional({
    example: 'Another order has the id A0001.',
    description: 'For `conflict`, `unavailable` and `failed`: the reason.',
  })
  readonly detail?: string;
}

/** The response to an array of orders. */
export class BatchResultDto {
  @ApiProperty({ example: 1 })
  readonly created!: number;

  @ApiProperty({ example: 0, description: 'The same order was accepted before.' })
  readonly replayed!: number;

  @ApiProperty({ example: 0, description: 'Another order has the same id.' })
  readonly conflict!: number;

  @ApiProperty({ example: 0 })
  readonly invalid!: number;

  @ApiProperty({ example: 0, description: 'Could not be stored right now: resend these rows.' })
  readonly unavailable!: number;

  @ApiProperty({ example: 0, description: 'Rejected by the database: do not resend these rows unchanged.' })
  readonly failed!: number;

  @ApiProperty({ type: [RowResultDto] })
  readonly results!: RowResultDto[];
}

export function toRowResultDto({ orderId, result, error }: RowOutcome, row: number): RowResultDto {
  return { row, ...(orderId !== undefined && { order_id: orderId }), result, ...reasonOf(result, error) };
}

export function toBatchResultDto(outcomes: readonly RowOutcome[]): BatchResultDto {
  const count = (wanted: RowResult): number => outcomes.filter(({ result }) => result === wanted).length;
  return {
    created: count(RowResult.Created),
    replayed: count(RowResult.Replayed),
    conflict: count(RowResult.Conflict),
    invalid: count(RowResult.Invalid),
    unavailable: count(RowResult.Unavailable),
    failed: count(RowResult.Failed),
    results: outcomes.map(toRowResultDto),
  };
}

function reasonOf(
  result: RowResult,
  error: RowOutcome['error'],
): Pick<RowResultDto, 'errors' | 'code' | 'detail'> {
  if (!error) return {};
  if (result === RowResult.Invalid) return { errors: error.errors ?? [] };
  return { ...(WITH_CODE.has(result) && { code: error.code }), detail: error.message };
}
