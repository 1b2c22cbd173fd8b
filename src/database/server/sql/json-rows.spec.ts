import { describe, expect, it } from '@jest/globals';
import { toJsonLists } from './json-rows.js';

describe('rows as JSON', () => {
  it('name their values by their place', () => {
    const [list = ''] = toJsonLists([
      ['a', 1, null],
      ['b"', -2, ''],
    ]);
    expect(JSON.parse(list)).toEqual([
      { c0: 'a', c1: 1, c2: null },
      { c0: 'b"', c1: -2, c2: '' },
    ]);
  });

  it('are split into lists that fit into one statement; a row stays whole', () => {
    const rows = [['x'.repeat(600_000)], ['y'.repeat(600_000)], ['z'.repeat(2_000_000)], ['1'], ['2']];
    const lists = toJsonLists(rows).map((list) => JSON.parse(list) as { c0: string }[]);
    expect(lists.map((list) => list.map(({ c0 }) => c0[0]).join(''))).toEqual(['x', 'y', 'z', '12']);
  });

  it('are none where there are none', () => {
    expect(toJsonLists([])).toEqual([]);
  });
});
