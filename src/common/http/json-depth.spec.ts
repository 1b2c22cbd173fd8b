import { describe, expect, it } from '@jest/globals';
import { isDeeperThan } from './json-depth.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('the depth of JSON', () => {
  it.each([
    ['1', 0, false],
    ['[]', 0, true],
    ['[[]]', 2, false],
    ['{"a":[{}]}', 2, true],
    ['[[],[],[]]', 2, false],
    ['["[[[["]', 1, false],
    [String.raw`["\"[[[["]`, 1, false],
    [String.raw`["\\",[[]]]`, 2, true],
  ])('%s deeper than %d: %p', (json, limit, expected) => {
    expect(isDeeperThan(limit, bytes(json))).toBe(expected);
  });

  it('survives what a recursive parser does not', () => {
    expect(isDeeperThan(32, bytes('['.repeat(100_000)))).toBe(true);
  });
});
