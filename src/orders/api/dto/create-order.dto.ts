import { ApiProperty } from '@nestjs/swagger';
import { check, isPrintable, IsPrintable } from '../../../http/validation/validators.js';
import { toItemIdsText } from '../../domain/item-ids.js';
import { MAX_AMOUNT, toMinorUnits } from '../../domain/money.js';
import { isOrderId, MAX_ORDER_ID_LENGTH, ORDER_ID_RULE } from '../../domain/order-id.js';
import type { OrderDraft } from '../../domain/order-submission.js';

const MAX_ITEMS = 1000;
const MAX_ITEM_LENGTH = 64;
/** In UTF-8. */
const MAX_CHARACTER_BYTES = 4;
/** All item ids of an order together, in UTF-8. */
const MAX_ITEMS_BYTES = 100 * 1024;

/** The body of `POST /orders`. */
export class CreateOrderDto {
  @ApiProperty({
    example: 'A0001',
    minLength: 1,
    maxLength: MAX_ORDER_ID_LENGTH,
    description:
      'Chosen by the shop, unique: printable characters without white space at either end, compared exactly, ' +
      'such as `#1001` or `INV/2024/0001`.',
  })
  @check('isOrderId', ORDER_ID_RULE, isOrderId)
  readonly order_id!: string;

  @ApiProperty({ example: 'user1', minLength: 1, maxLength: 128 })
  @IsPrintable(128)
  readonly user_id!: string;

  @ApiProperty({
    type: [String],
    example: ['item1', 'item2'],
    minItems: 1,
    maxItems: MAX_ITEMS,
    description: `Each has 1 to ${MAX_ITEM_LENGTH} printable characters; together at most ${MAX_ITEMS_BYTES} bytes in UTF-8.`,
  })
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
  return isItemCount(value) && value.every(isItemId) && fitTogether(value as string[]);
}

function isItemCount(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && value.length <= MAX_ITEMS;
}

function fitTogether(items: readonly string[]): boolean {
  if (items.length * MAX_ITEM_LENGTH * MAX_CHARACTER_BYTES <= MAX_ITEMS_BYTES) return true;
  return items.reduce((bytes, item) => bytes + Buffer.byteLength(item), 0) <= MAX_ITEMS_BYTES;
}

function describeItems(value: unknown): string {
  if (!isItemCount(value)) return `must be a list of 1 to ${MAX_ITEMS} item ids`;
  const wrong = value.findIndex((item) => !isItemId(item));
  return wrong === -1
    ? `must have at most ${MAX_ITEMS_BYTES} bytes of item ids together, in UTF-8`
    : `the item at ${wrong} must be text of 1 to ${MAX_ITEM_LENGTH} printable characters`;
}
