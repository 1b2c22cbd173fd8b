import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Which requests of a server are being answered, by their connections. */
export class Exchanges {
  private readonly open = new Map<Duplex, Set<Exchange>>();

  constructor(server: Server) {
    const follow = (request: IncomingMessage, response: ServerResponse): void =>
      this.follow({ request, response });
    server.prependListener('request', follow);
    server.prependListener('checkContinue', follow);
  }

  responses(): ServerResponse[] {
    return [...this.open.values()].flatMap((exchanges) => [...exchanges].map(({ response }) => response));
  }

  /** Requests of this connection that have arrived whole and wait for their answer. */
  awaitingAnswer(socket: Duplex): ServerResponse[] {
    const exchanges = [...(this.open.get(socket) ?? [])];
    return exchanges.filter(({ request }) => request.complete).map(({ response }) => response);
  }

  /** Resolves when they have got it, or the connection is gone. */
  whenAnswered(socket: Duplex): Promise<void> {
    const waiting = new Set(this.awaitingAnswer(socket));
    return new Promise((resolve) => {
      if (waiting.size === 0) resolve();
      socket.once('close', resolve);
      for (const response of waiting) {
        response.once('close', () => waiting.delete(response) && waiting.size === 0 && resolve());
      }
    });
  }

  private follow(exchange: Exchange): void {
    const { socket } = exchange.request;
    const exchanges = this.open.get(socket) ?? this.begin(socket);
    exchanges.add(exchange);
    exchange.response.once('close', () => exchanges.delete(exchange));
  }

  private begin(socket: Duplex): Set<Exchange> {
    const exchanges = new Set<Exchange>();
    this.open.set(socket, exchanges);
    // Answers that wait behind another one do not hear of the end of their connection.
    socket.once('close', () => this.open.delete(socket));
    return exchanges;
  }
}
