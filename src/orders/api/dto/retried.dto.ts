import { ApiProperty } from '@nestjs/swagger';

/** The response to `POST /orders/retry`. */
export class RetriedDto {
  @ApiProperty({ example: 17, description: 'How many orders are pending again.' })
  readonly retried!: number;

  @ApiProperty({ example: false, description: 'Whether more failed orders remain: repeat the request.' })
  readonly has_more!: boolean;
}
