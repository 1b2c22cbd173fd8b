import { report } from '../../support/report.js';

const DEFAULT_ROUNDS = 3;
const PROGRESS_EVERY = 10;

/**
 * How many rounds the tests go whose findings are a matter of luck: `CRASH_ROUNDS`, but not fewer than `least`.
 * @throws Error if that is not a whole number from 1 to 9999
 */
export function crashRounds(least = 1): number {
  const text = process.env['CRASH_ROUNDS'] ?? String(DEFAULT_ROUNDS);
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new Error(`CRASH_ROUNDS=${text}: must be a whole number from 1 to 9999`);
  return Math.max(least, Number(text));
}

/** One line on stderr every ten rounds: such a run may take minutes. */
export function reportProgress(test: string, round: number, rounds: number): void {
  if (round % PROGRESS_EVERY === 0) report(`${test}: ${round} of ${rounds} rounds`);
}
