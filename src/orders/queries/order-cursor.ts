import type { Order } from '../domain/order.entity.js';

/** The place of an order in the list: where the next page begins. */
export type OrderCursor = Pick<Order, 'createdAt' | 'id'>;

export function encodeCursor({ createdAt, id }: OrderCursor): string {
  return Buffer.from(`${createdAt}.${id}`).toString('base64url');
}

/** @returns undefined unless `encodeCursor` could have made it */
export function decodeCursor(text: string): OrderCursor | undefined {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString());
  if (!match) return undefined;
  const cursor = { createdAt: Number(match[1]), id: Number(match[2]) };
  return encodeCursor(cursor) === text ? cursor : undefined;
}
