import { ApiProperty } from '@nestjs/swagger';
import { IsPrintable, check, isPrintable } from '../../common/validation/validators.js';
import { toItemIdsText } from '../item-ids.js';
import { MAX_AMOUNT, toMinorUnits } from '../money.js';
import { MAX_ORDER_ID_LENGTH, ORDER_ID_RULE, isOrderId } from '../order-id.js';
import type { OrderDraft } from '../order-rules.js';

const MAX_ITEMS = 1000;
const MAX_ITEM_LENGTH = 64;

/** The body of `POST /orders`. */
export class CreateOrderDto {
  @ApiProperty({
    example: 'A0001',
    minLength: 1,
    maxLength: MAX_ORDER_ID_LENGTH,
    description:
      "The shop's own, unique: printable characters without white space at either end, compared exactly, " +
      'such as `#1001` or `INV/2024/0001`.',
  })
  @check('isOrderId', ORDER_ID_RULE, isOrderId)
  readonly order_id!: string;

  @ApiProperty({ example: 'user1', minLength: 1, maxLength: 128 })
  @IsPrintable(128)
  readonly user_id!: string;

  @ApiProperty({ type: [String], example: ['item1', 'item2'], minItems: 1, maxItems: MAX_ITEMS })
  @check('isItemList', ({ value }) => describeItems(value), areItemIds)
  readonly item_ids!: string[];

  @ApiProperty({ example: 199.99, minimum: 0, maximum: MAX_AMOUNT, multipleOf: 0.01 })
  @check(
    'isAmount',
    `must be a number from 0 to ${MAX_AMOUNT} with at most two decimals`,
    (value) => toMinorUnits(value) !== undefined,
  )
  readonly total_amount!: number;
}

export function toDraft(dto: CreateOrderDto): OrderDraft {
  return {
    orderId: dto.order_id,
    userId: dto.user_id,
    itemIds: toItemIdsText(dto.item_ids),
    totalMinor: toMinorUnits(dto.total_amount) ?? 0,
  };
}

function isItemId(value: unknown): boolean {
  return isPrintable(value, MAX_ITEM_LENGTH);
}

function areItemIds(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.length <= MAX_ITEMS && value.every(isItemId);
}

function describeItems(value: unknown): string {
  const wrong =
    Array.isArray(value) && value.length <= MAX_ITEMS ? value.findIndex((item) => !isItemId(item)) : -1;
  return wrong === -1
    ? `must be a list of 1 to ${MAX_ITEMS} item ids`
    : `the item at ${wrong} must be text of 1 to ${MAX_ITEM_LENGTH} printable characters`;
}
