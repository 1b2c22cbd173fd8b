export const MAX_ORDER_ID_LENGTH = 128;
/** No control or format characters, no line or paragraph separators, no lone surrogates. */
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u;
/** Clients and proxies remove these from a path, percent-encoded or not. */
const DOT_SEGMENTS = new Set(['.', '..']);

export const ORDER_ID_RULE =
  `must be text of 1 to ${MAX_ORDER_ID_LENGTH} printable characters, ` +
  'without white space at either end, and neither . nor ..';

/** Whether a value is a valid order id. Ids are compared character by character. */
export function isOrderId(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 2 * MAX_ORDER_ID_LENGTH) return false;
  if (!PRINTABLE.test(value) || value.trim() !== value || DOT_SEGMENTS.has(value)) return false;
  return [...value].length <= MAX_ORDER_ID_LENGTH;
}

/** The URL path of an order. */
export function orderPath(orderId: string): string {
  return `/orders/${encodeURIComponent(orderId)}`;
}
