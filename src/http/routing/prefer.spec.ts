import { describe, expect, it } from '@jest/globals';
import { preferredWaitSeconds } from './prefer.js';

describe('Prefer: wait', () => {
  it.each([
    ['wait=10', 10],
    ['wait=0', 0],
    ['wait=31', 30],
    ['respond-async, wait=5', 5],
    ['Wait = "7"; foo=bar', 7],
    ['wait=1, wait=2', 1],
    ['wait', undefined],
    ['wait=soon', undefined],
    ['wait=-1', undefined],
    ['handling=lenient', undefined],
    [undefined, undefined],
  ])('%p is %p seconds', (prefer, seconds) => {
    expect(preferredWaitSeconds(prefer)).toBe(seconds);
  });
});
