import { ApiProperty } from '@nestjs/swagger';

/** The response to `POST /orders`. */
export class OrderReceivedDto {
  @ApiProperty({ example: 'Order received' })
  readonly message: string = 'Order received';

  @ApiProperty({ example: 'A0001' })
  readonly order_id: string;

  constructor(orderId: string) {
    this.order_id = orderId;
  }
}
