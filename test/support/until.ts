import { setInterval } from 'node:timers/promises';

const CHECK_EVERY_MS = 25;

/** Waits for something in another process, which sends no signal. The test's own time limit ends it. */
export async function until(isReached: () => Promise<boolean>): Promise<void> {
  const ticks = setInterval(CHECK_EVERY_MS);
  try {
    while (!(await isReached())) await ticks.next();
  } finally {
    await ticks.return?.();
  }
}
