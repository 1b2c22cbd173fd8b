import { ApiProperty } from '@nestjs/swagger';

/** The answer to `POST /orders/retry`. */
export class RetriedDto {
  @ApiProperty({ example: 17, description: 'Orders that are pending again.' })
  readonly retried!: number;

  @ApiProperty({ example: false, description: 'Whether there are more: ask again.' })
  readonly has_more!: boolean;
}
