import { setTimeout as pause } from 'node:timers/promises';
import { RowsLockedError, WhenLocked } from '../write-connection.js';
import { isTurnMissed, isWorthAnotherTry } from './sql/error-classes.js';

/** A commit that conflicts with others is repeated this often at most, and for this long. */
const MAX_TRIES = 8;
const TRY_LIMIT_MS = 5000;
/** A commit that does not wait for locks tries this often to get the lock that all inserts take in turn. */
const MAX_TURNS = 3;
/** The pause before a repetition is random: below the base times two to the number of tries, and below the maximum. */
const PAUSE_BASE_MS = 5;
const MAX_PAUSE_MS = 200;

export const NO_KNOWN_KEYS: ReadonlySet<string> = new Set();

/**
 * Repeats a commit that conflicts with others.
 * @throws RowsLockedError if the others wait for locks themselves
 */
export async function retryOnConflict<Result>(
  commit: () => Promise<Result>,
  whenLocked: WhenLocked,
): Promise<Result> {
  const deadline = performance.now() + TRY_LIMIT_MS;
  const maxTurns = whenLocked === WhenLocked.Wait ? 1 : MAX_TURNS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await commit();
    } catch (error) {
      const isOver = attempt === MAX_TRIES || performance.now() > deadline;
      if (isTurnMissed(error) && (isOver || attempt >= maxTurns))
        throw new RowsLockedError(NO_KNOWN_KEYS, error);
      if (isOver || !isWorthAnotherTry(error)) throw error;
      await pause(Math.random() * Math.min(MAX_PAUSE_MS, PAUSE_BASE_MS * 2 ** attempt));
    }
  }
}
