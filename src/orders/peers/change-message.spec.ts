import { describe, expect, it } from '@jest/globals';
import { decodeChange, encodeChange } from './change-message.js';

describe('a message about changed orders', () => {
  it('carries any order ids', () => {
    const message = { sender: 'x', orderIds: ['a b', '#1001', '"a","b"', '😀', '\\', 'e\u0301', 'é'] };
    expect(decodeChange(encodeChange(message))).toEqual(message);
  });

  it.each([
    '8e0f2a54-77a5-4b6c-9d53-4f5b0f6c3a1e A0001 A0002',
    ...['', '{', 'null', '1', '"x"', '[]', '["x","A"]', '{}', '{"sender":"x"}', '{"order_ids":["A"]}'],
    ...[
      '{"sender":1,"order_ids":[]}',
      '{"sender":"x","order_ids":[1]}',
      '{"sender":"x","order_ids":{"length":1}}',
    ],
  ])('that is none is left alone: %s', (text) => {
    expect(decodeChange(text)).toBeUndefined();
  });
});
