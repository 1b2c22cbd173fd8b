import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { Exchanges } from './exchanges.js';

/** How long a client may still finish a request, or send another one, once the server is stopping. */
const LINGER_MS = 500;

/** Closes an HTTP server without cutting off responses, and without waiting for idle connections. */
export class Drain {
  private readonly sockets = new Set<Socket>();
  private draining = false;

  constructor(
    private readonly server: Server,
    private readonly exchanges: Exchanges,
  ) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    for (const event of ['request', 'checkContinue'] as const) {
      server.prependListener(event, (_request, response: ServerResponse) => {
        if (this.draining) closeAfter(response);
      });
    }
  }

  /**
   * Stops accepting connections, waits at most `limitMs` for responses to requests that have arrived, and closes all
   * connections.
   * @returns how many of those requests were cut off
   */
  async run(limitMs: number): Promise<number> {
    let cutOff = 0;
    this.draining = true;
    if (!this.server.listening) return cutOff;
    this.exchanges.responses().forEach(closeAfter);
    const linger = setTimeout(
      () => this.destroyWhere((socket) => this.exchanges.awaitingAnswer(socket).length === 0),
      LINGER_MS,
    );
    const limit = setTimeout(
      () => {
        cutOff = this.countUnanswered();
        this.destroyWhere(() => true);
      },
      Math.max(limitMs, LINGER_MS),
    );
    // Not http's close(), which drops a keep-alive connection even if a request is just arriving on it.
    await new Promise((closed) => NetServer.prototype.close.call(this.server, closed));
    clearTimeout(linger);
    clearTimeout(limit);
    this.server.close();
    return cutOff;
  }

  /** Does not count complete responses that a client has not read. */
  private countUnanswered(): number {
    const waiting = [...this.sockets].flatMap((socket) => this.exchanges.awaitingAnswer(socket));
    return waiting.filter(({ writableEnded }) => !writableEnded).length;
  }

  private destroyWhere(condition: (socket: Socket) => boolean): void {
    for (const socket of this.sockets) {
      if (condition(socket)) socket.destroy();
    }
  }
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
