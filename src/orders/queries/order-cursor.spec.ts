import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor } from './order-cursor.js';

describe('cursor', () => {
  it('comes back as it went in', () => {
    const cursor = { createdAt: 1_740_312_743_017, id: 42 };
    expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
  });

  it('tells nothing by its looks', () => {
    expect(encodeCursor({ createdAt: 1_740_312_743_017, id: 42 })).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    '',
    'x',
    '!!!!',
    encodeText('1'),
    encodeText('1.'),
    encodeText('-1.2'),
    encodeText('1.2 '),
    encodeText('01.2') + '=',
  ])('refuses %p', (text) => {
    expect(decodeCursor(text)).toBeUndefined();
  });
});

function encodeText(text: string): string {
  return Buffer.from(text).toString('base64url');
}
