const MINOR_UNITS = 100;
export const MAX_AMOUNT = 9_999_999_999.99;

/**
 * An amount as whole minor units (cents), so that sums are exact.
 * @returns undefined unless it is a number from 0 to `MAX_AMOUNT` with at most two decimals
 */
export function toMinorUnits(amount: unknown): number | undefined {
  if (typeof amount !== 'number' || !(amount >= 0 && amount <= MAX_AMOUNT)) return undefined;
  const minor = Math.round(amount * MINOR_UNITS);
  return fromMinorUnits(minor) === amount ? minor : undefined;
}

/** The number nearest to the decimal amount, which prints as that amount. */
export function fromMinorUnits(minor: number): number {
  return minor / MINOR_UNITS;
}
