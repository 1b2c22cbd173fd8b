import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';

/** How long a client may leave what was written where it is. */
const TAKE_LIMIT_MS = 30_000;

/**
 * Writes a part of an answer and resolves when there is room for the next, or the client has gone. One that does not
 * read is let go of, so that nobody waits for it for ever.
 * @param closed aborts when the client has gone
 */
export async function writeInTime(
  response: ServerResponse,
  text: string,
  closed: AbortSignal,
  clock: Clock,
): Promise<void> {
  if (response.write(text)) return;
  const forget = clock.schedule(TAKE_LIMIT_MS, () => response.destroy());
  await once(response, 'drain', { signal: closed }).catch(() => undefined);
  forget();
}
