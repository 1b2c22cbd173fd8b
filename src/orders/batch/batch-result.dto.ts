import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { FieldError } from '../../common/domain-error.js';
import { ProblemField } from '../../http/problem/problem.js';
import { ROW_RESULTS, type RowOutcome, RowResult } from './batch-outcome.js';

/** Results that have more than one reason. */
const WITH_CODE: ReadonlySet<RowResult> = new Set([RowResult.Unavailable, RowResult.Failed]);

/** What came of one row. */
export class RowResultDto {
  @ApiProperty({ example: 0, description: 'Counts from 0, as the rows came.' })
  readonly row!: number;

  @ApiPropertyOptional({ example: 'A0001', description: 'If the row had a well-formed one.' })
  readonly order_id?: string;

  @ApiProperty({ enum: ROW_RESULTS, example: RowResult.Created })
  readonly result!: RowResult;

  @ApiPropertyOptional({ type: [ProblemField], description: 'Invalid: each wrong spot of the row.' })
  readonly errors?: readonly FieldError[];

  @ApiPropertyOptional({ example: 'store_busy', description: 'Unavailable, failed: why, for programs.' })
  readonly code?: string;

  @ApiPropertyOptional({
    example: 'Another order has the id A0001.',
    description: 'Conflict, unavailable, failed: why.',
  })
  readonly detail?: string;
}

/** The answer to an array of orders. */
export class BatchResultDto {
  @ApiProperty({ example: 1 })
  readonly created!: number;

  @ApiProperty({ example: 0, description: 'Taken before.' })
  readonly replayed!: number;

  @ApiProperty({ example: 0, description: 'Another order has the id.' })
  readonly conflict!: number;

  @ApiProperty({ example: 0 })
  readonly invalid!: number;

  @ApiProperty({ example: 0, description: 'Could not be stored right now: to be sent again.' })
  readonly unavailable!: number;

  @ApiProperty({ example: 0, description: 'Refused by the database: not to be sent again as it is.' })
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
