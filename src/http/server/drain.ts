import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { Exchanges } from './exchanges.js';

/** How long a client may still finish sending a request, or send the next one, once the server is stopping. */
const LINGER_MS = 500;

/** Ends an HTTP server without cutting off an answer, and without waiting for clients that only hold on. */
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
   * Stops accepting, lets requests that have arrived be answered for at most `limitMs`, closes every connection.
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
    // Not http's close(): that one drops a kept-alive connection on which a request may just be arriving.
    await new Promise((closed) => NetServer.prototype.close.call(this.server, closed));
    clearTimeout(linger);
    clearTimeout(limit);
    this.server.close();
    return cutOff;
  }

  /** Without answers that are complete, and that a client only does not read. */
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
