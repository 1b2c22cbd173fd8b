import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { declaresBody } from '../body/body-presence.js';
import type { Exchanges } from './exchanges.js';

/**
 * Answers requests to speak another protocol (`Upgrade: h2c`, `websocket`) as if they did not ask, which a server may
 * (RFC 9110, section 7.8). Node, left to itself, loses what has arrived behind such a request; so the request is taken
 * out of its connection, and the connection is served anew with a request that does not ask.
 */
export function stayWithHttp(server: Server, exchanges: Exchanges): void {
  // All of a head is kept by Node that way; its size is bounded.
  server.maxHeadersCount = 0;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, behind: Buffer) => {
    const destroy = (): void => void socket.destroy();
    // Node has taken its own listener off by now.
    socket.on('error', destroy);
    void exchanges.whenAnswered(socket).then(() => {
      if (socket.destroyed) return;
      socket.off('error', destroy);
      // The time limit of a connection at rest.
      request.socket.setTimeout(0);
      socket.unshift(Buffer.concat([headWithoutUpgrade(request), behind]));
      server.emit('connection', socket);
    });
  });
  leaveBodiesToNode(server);
}

/**
 * New versions of Node take the body out of the connection before they hand it over, so such a request cannot be put
 * back: from 24.9 on they are told to answer it, and its client is told that nothing behind it was read.
 */
function leaveBodiesToNode(server: Server): void {
  Object.assign(server, { shouldUpgradeCallback: (request: IncomingMessage) => !declaresBody(request) });
  for (const event of ['request', 'checkContinue'] as const) {
    server.prependListener(event, (request: IncomingMessage, response: ServerResponse) => {
      if (asksForUpgrade(request)) response.setHeader('Connection', 'close');
    });
  }
}

function asksForUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade !== undefined && /\bupgrade\b/i.test(headers.connection ?? '');
}

function headWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  rawHeaders.forEach((name, index) => {
    if (index % 2 === 0 && name.toLowerCase() !== 'upgrade') lines.push(`${name}: ${rawHeaders[index + 1]}`);
  });
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
