import { describe, expect, it } from '@jest/globals';
import { type JsonLimits, exceededLimit } from './json-scan.js';

const LIMITS: JsonLimits = { depth: 100, rows: 100, containers: 100, keys: 100, separators: 100 };
const exceeded = (json: string, limits: Partial<JsonLimits>) =>
  exceededLimit(Buffer.from(json), { ...LIMITS, ...limits });

describe('a scan of JSON', () => {
  it.each([
    ['1', 0, undefined],
    ['[]', 0, 'depth'],
    ['[[]]', 2, undefined],
    ['{"a":[{}]}', 2, 'depth'],
    ['[[],[],[]]', 2, undefined],
    ['["[[[["]', 1, undefined],
    [String.raw`["\"[[[["]`, 1, undefined],
    [String.raw`["\\",[[]]]`, 2, 'depth'],
  ])('%s deeper than %d: %p', (json, depth, expected) => {
    expect(exceeded(json, { depth })).toBe(expected);
  });

  it.each<[string, Partial<JsonLimits>, keyof JsonLimits | undefined]>([
    ['[1,2,3]', { rows: 3 }, undefined],
    ['[1,2,3]', { rows: 2 }, 'rows'],
    ['[[1,2,3]]', { rows: 1 }, undefined],
    ['[[1,2,3]]', { separators: 1 }, 'separators'],
    ['{"a":1,"b,:[{":2}', { keys: 2, containers: 1 }, undefined],
    ['{"a":1,"b":2}', { keys: 1 }, 'keys'],
    ['[{},{}]', { containers: 2 }, 'containers'],
    ['[{},{},{}]', { containers: 2, isPerRow: true }, undefined],
    ['[{},{"a":[]}]', { containers: 2, isPerRow: true }, 'containers'],
    ['[{"a":1},{"a":1}]', { keys: 1, isPerRow: true }, undefined],
    ['[{"a":1},{"a":1,"b":1}]', { keys: 1, isPerRow: true }, 'keys'],
    ['{"a":1,"b":2}', { keys: 1, rows: 1, isPerRow: true }, 'rows'],
  ])('%s within %j: %p', (json, limits, expected) => {
    expect(exceeded(json, limits)).toBe(expected);
  });

  it('survives what a recursive parser does not', () => {
    expect(exceeded('['.repeat(100_000), {})).toBe('depth');
  });
});
