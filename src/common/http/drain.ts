import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/** How long a client may still finish sending a request, or send the next one, once the server is stopping. */
const LINGER_MS = 500;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Ends an HTTP server without cutting off an answer, and without waiting for clients that only hold on. */
export class Drain {
  private readonly sockets = new Set<Socket>();
  private readonly exchanges = new Map<Socket, Exchange>();
  private draining = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => this.watch(socket));
    server.prependListener('request', (request, response) => this.follow({ request, response }));
    server.prependListener('checkContinue', (request, response) => this.follow({ request, response }));
  }

  /** Stops accepting, lets requests that have arrived be answered for at most `limitMs`, closes every connection. */
  async run(limitMs: number): Promise<void> {
    this.draining = true;
    if (!this.server.listening) return;
    for (const { response } of this.exchanges.values()) closeAfter(response);
    const linger = setTimeout(() => this.destroyWhere((exchange) => !exchange?.request.complete), LINGER_MS);
    const limit = setTimeout(() => this.destroyWhere(() => true), Math.max(limitMs, LINGER_MS));
    // Not http's close(): that one drops a kept-alive connection on which a request may just be arriving.
    await new Promise((closed) => NetServer.prototype.close.call(this.server, closed));
    clearTimeout(linger);
    clearTimeout(limit);
    this.server.close();
  }

  private watch(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }

  private follow(exchange: Exchange): void {
    const { socket } = exchange.request;
    this.exchanges.set(socket, exchange);
    if (this.draining) closeAfter(exchange.response);
    exchange.response.once('close', () => {
      if (this.exchanges.get(socket) === exchange) this.exchanges.delete(socket);
    });
  }

  private destroyWhere(condition: (exchange: Exchange | undefined) => boolean): void {
    for (const socket of this.sockets) {
      if (condition(this.exchanges.get(socket))) socket.destroy();
    }
  }
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
