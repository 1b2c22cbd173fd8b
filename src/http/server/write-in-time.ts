import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Clock } from '../../common/clock.js';
import { stillMoves } from './unread-bytes.js';

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
  const forget = letGoIfStuck(response, clock);
  await once(response, 'drain', { signal: closed }).catch(() => undefined);
  forget();
}

/** @returns what keeps it from doing so */
function letGoIfStuck(response: ServerResponse, clock: Clock): () => void {
  let isOver = false;
  let forget = (): void => undefined;
  const judge = (moves: boolean): void => {
    if (isOver) return;
    if (moves) wait();
    else response.destroy();
  };
  const wait = (): void => {
    forget = clock.schedule(TAKE_LIMIT_MS, () => {
      if (response.socket) stillMoves(response.socket, judge);
    });
  };
  wait();
  return () => {
    isOver = true;
    forget();
  };
}
