import { describe, expect, it } from '@jest/globals';
import { isOrderId, orderPath } from './order-id.js';

describe('an order id', () => {
  it.each([
    ...['A0001', '#1001', 'INV/2024/0001', '100-A 7', 'Заказ-7', '...', '-', '~', 'a\u00a0b', '%', '\\'],
    ...['__proto__', 'e\u0301', '\u0301', '😀'.repeat(128), 'A'.repeat(128)],
  ])('may be %j', (id) => {
    expect(isOrderId(id)).toBe(true);
  });

  it.each([
    ...[undefined, null, 1, true, ['A'], { toString: () => 'A' }],
    ...['', ' ', ' a', 'a ', '\u3000a', 'a\u00a0', '.', '..', 'a\nb', 'a\0', '\x7f', '\x85', 'a\u2028b'],
    ...['a\u200bb', 'a\u200db', '\ufeffa', '\u202ea', '\u{e0041}', '\ud83d', '\ude00a'],
    ...['A'.repeat(129), '😀'.repeat(129), 'A'.repeat(257)],
  ])('may not be %j', (value) => {
    expect(isOrderId(value)).toBe(false);
  });

  it.each([
    ['A0001', '/orders/A0001'],
    ['#1001', '/orders/%231001'],
    ['INV/2024/0001', '/orders/INV%2F2024%2F0001'],
    ['100-A 7', '/orders/100-A%207'],
    ["(it's)!*~._-", "/orders/(it's)!*~._-"],
    ['%2F+?', '/orders/%252F%2B%3F'],
    ['Ж😀', '/orders/%D0%96%F0%9F%98%80'],
  ])('%s is in a path %s', (id, path) => {
    expect(orderPath(id)).toBe(path);
  });
});
