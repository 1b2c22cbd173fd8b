import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

export const OnError = {
  RejectAll: 'reject_all',
  RejectFailedRows: 'reject_failed_rows',
} as const;

export type OnError = (typeof OnError)[keyof typeof OnError];

const CHOICES = Object.values(OnError);

/** The query of `POST /orders/batch`. */
export class BatchQueryDto {
  @ApiPropertyOptional({
    enum: CHOICES,
    description:
      'What happens to the other rows if a row is rejected. `reject_all`, the default for arrays: nothing is stored. ' +
      '`reject_failed_rows`, the default and only choice for NDJSON: the other rows are stored.',
  })
  @IsOptional()
  @IsIn(CHOICES, { message: `must be one of ${CHOICES.join(', ')}` })
  readonly on_error?: OnError;
}
