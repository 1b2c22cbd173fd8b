import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Clock } from '../../common/clock.js';
import { stillMoves } from './unread-bytes.js';

/** How long a client may read nothing of a response. */
const TAKE_LIMIT_MS = 30_000;

/**
 * Writes a part of a response. Resolves when there is room for the next part, or when the client has disconnected. The
 * connection of a client that does not read is closed, so that the promise always resolves.
 * @param closed aborts when the client disconnects
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

/** @returns a function that cancels the time limit */
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
