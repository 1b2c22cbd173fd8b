import { describe, expect, it } from '@jest/globals';
import { parseItemIds, toItemIdsText } from './item-ids.js';

describe('item ids', () => {
  it('are JSON text with a space after each comma that separates them', () => {
    expect(toItemIdsText(['item1', 'item2'])).toBe('["item1", "item2"]');
  });

  it('leave commas and quotes inside an id alone', () => {
    const items = ['a,b', 'c","d', 'e\\', 'ü 😀'];
    expect(toItemIdsText(items)).toBe(String.raw`["a,b", "c\",\"d", "e\\", "ü 😀"]`);
    expect(parseItemIds(toItemIdsText(items))).toEqual(items);
  });
});
