import { ApiProperty } from '@nestjs/swagger';

/** State of order processing in this process. */
export class ProcessingStatusDto {
  @ApiProperty({
    example: false,
    description: 'Nothing is claimed until it is resumed, or the service starts again.',
  })
  readonly paused!: boolean;

  @ApiProperty({ example: 10, description: 'Orders being worked on.' })
  readonly workers_busy!: number;

  @ApiProperty({ example: 10, description: 'Orders that may be worked on at a time.' })
  readonly workers_total!: number;

  @ApiProperty({ example: 121, description: 'Orders that are pending or processing.' })
  readonly backlog!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 27.4,
    description: 'Seconds since the oldest pending order was taken; null if none is pending.',
  })
  readonly oldest_pending_age!: number | null;

  @ApiProperty({
    example: 4.4,
    description: 'Orders that come to their end per second, over the last ten seconds.',
  })
  readonly drain_rate!: number;
}
