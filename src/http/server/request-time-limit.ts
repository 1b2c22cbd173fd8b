import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { onBeat } from '../../common/event-loop-stalls.js';
import type { Exchanges } from './exchanges.js';

const REQUEST_TIMEOUT_MS = 15_000;

const streamed = new WeakSet<IncomingMessage>();

/** Exempts a request from the time limit. Its reader must have a time limit of its own. */
export function exemptFromTimeLimit(request: IncomingMessage): void {
  streamed.add(request);
}

/**
 * Gives up on requests that do not arrive completely in time, except streamed ones. Node's own `requestTimeout` allows
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
  onBeat(server, (stalledMs) => {
    exchanges.wasStalled(stalledMs);
    // First read the data that arrived while the event loop was blocked.
    setImmediate(check);
  });
}
