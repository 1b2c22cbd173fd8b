import { describe, expect, it } from '@jest/globals';
import { describeError } from './describe-error.js';

describe('the description of an error', () => {
  it.each([
    [new Error('No stock.'), 'No stock.'],
    [new Error('a\0b\nc\u2028d'), 'a b c d'],
    ['thrown text', 'thrown text'],
    [undefined, 'undefined'],
    [new Error(''), 'Failed without a message.'],
    [new Error('\ud800'), '\ufffd'],
  ])('of %p', (thrown, expected) => {
    expect(describeError(thrown)).toBe(expected);
  });

  it('is short, and whole at the cut', () => {
    expect(describeError(new Error(`x${'😀'.repeat(1000)}`)).isWellFormed()).toBe(true);
    expect(describeError(new Error('x'.repeat(1000)))).toHaveLength(500);
  });
});
