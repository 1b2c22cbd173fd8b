import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Exchanges } from './exchanges.js';

const REQUEST_TIMEOUT_MS = 15_000;
/** How often connections are checked against it, and against Node's own limit for headers. */
export const CHECK_INTERVAL_MS = 500;

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
  let checkedAt = performance.now();
  const check = (): void => {
    const passed = performance.now() - checkedAt;
    checkedAt += passed;
    // A check that comes late shows that nothing was read meanwhile.
    exchanges.wasDeaf(Math.max(0, passed - CHECK_INTERVAL_MS));
    for (const { request } of exchanges.takeOverdue(REQUEST_TIMEOUT_MS)) {
      if (!streamed.has(request)) giveUp(request.socket);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  server.on('listening', () => {
    checkedAt = performance.now();
    timer = setInterval(check, CHECK_INTERVAL_MS).unref();
  });
  server.on('close', () => clearInterval(timer));
}
