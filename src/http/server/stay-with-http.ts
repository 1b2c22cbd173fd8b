import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { declaresBody } from '../body/body-presence.js';
import type { Exchanges } from './exchanges.js';

/**
 * Ignores requests to switch protocols (`Upgrade: h2c`, `websocket`), as a server may (RFC 9110, section 7.8), and
 * answers them as plain HTTP. Node by itself loses the data that arrived after such a request. So the request is put
 * back into its connection without the `Upgrade` header, and the connection is served anew.
 */
export function stayWithHttp(server: Server, exchanges: Exchanges): void {
  // 0 lets Node keep all headers; their total size is still bounded.
  server.maxHeadersCount = 0;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, behind: Buffer) => {
    const destroy = (): void => void socket.destroy();
    // Node has removed its own listener by now.
    socket.on('error', destroy);
    void exchanges.whenAnswered(socket).then(() => {
      if (socket.destroyed) return;
      socket.off('error', destroy);
      // Removes the time limit of an idle connection.
      request.socket.setTimeout(0);
      socket.unshift(Buffer.concat([headWithoutUpgrade(request), behind]));
      server.emit('connection', socket);
    });
  });
  leaveBodiesToNode(server);
}

/**
 * New versions of Node read the body from the connection before the `upgrade` event, so a request with a body cannot
 * be put back. From 24.9 on Node can be told to handle it as plain HTTP. `Connection: close` tells the client that no
 * later request on the connection was read.
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
