import { describe, expect, it } from '@jest/globals';
import { fromMinorUnits, toMinorUnits } from './money.js';

describe('money', () => {
  it.each([0, 0.01, 0.1, 0.29, 1.1, 19.99, 199.99, 1234567.89, 8_589_934_592.07, 9_999_999_999.99])(
    'keeps %d exactly',
    (amount) => {
      const minor = toMinorUnits(amount);
      expect(Number.isInteger(minor)).toBe(true);
      expect(fromMinorUnits(minor ?? NaN)).toBe(amount);
    },
  );

  it.each([-0.01, 0.001, 1e-7, 199.999, 10_000_000_000, Infinity, NaN, '1', true, null, undefined, [1]])(
    'refuses %p',
    (amount) => {
      expect(toMinorUnits(amount)).toBeUndefined();
    },
  );

  it('keeps every amount of a million consecutive cents, near the upper end too', () => {
    const start = 999_999_000_000;
    for (let minor = start - 1; minor < start + 1_000_000 - 1; minor += 7) {
      if (toMinorUnits(fromMinorUnits(minor)) !== minor) throw new Error(`${minor} came back changed`);
    }
  });
});
