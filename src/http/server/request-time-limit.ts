import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { onBeat } from '../../common/deaf-time.js';
import type { Exchanges } from './exchanges.js';

const REQUEST_TIMEOUT_MS = 15_000;

const streamed = new WeakSet<IncomingMessage>();

/** Takes a request out of the time limit. Whoever reads it sees to it that it goes on. */
export function exemptFromTimeLimit(request: IncomingMessage): void {
  streamed.add(request);
}

/**
 * Gives up on requests that have not arrived whole in time, streamed ones apart. Node's own `requestTimeout` knows
 * no exceptions.
 * @param giveUp is called once for each such request
 */
export function limitRequestTime(
  server: Server,
  exchanges: Exchanges,
  giveUp: (socket: Duplex) => void,
): void {
  const check = (): void => {
    for (const { request } of exchanges.takeOverdue(REQUEST_TIMEOUT_MS)) {
      if (!streamed.has(request)) giveUp(request.socket);
    }
  };
  onBeat(server, (deafMs) => {
    exchanges.wasDeaf(deafMs);
    // What came while the process did not listen is read before.
    setImmediate(check);
  });
}
