import { describe, expect, it } from '@jest/globals';
import { inKeyOrder } from './key-order.js';

const KEYS = ['', 'A', 'A1', 'A10', 'A2', 'a', 'ä', '王', '\uE000', '\uFF5E', '😀', '😀A', '😁'];

describe('the order of keys', () => {
  it('is that of their bytes', () => {
    const rows = KEYS.toReversed().map((key, index) => [index, key]);
    expect(inKeyOrder(rows, 1).map(([, key]) => key)).toEqual(KEYS);
    const byBytes = KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(KEYS).toEqual(byBytes);
  });
});
