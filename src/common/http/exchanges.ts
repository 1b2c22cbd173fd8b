import { once } from 'node:events';
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

  /** Resolves when they have got it, or are gone. */
  async whenAnswered(socket: Duplex): Promise<void> {
    await Promise.all(this.awaitingAnswer(socket).map((response) => once(response, 'close')));
  }

  private follow(exchange: Exchange): void {
    const { socket } = exchange.request;
    const exchanges = this.open.get(socket) ?? new Set();
    this.open.set(socket, exchanges.add(exchange));
    exchange.response.once('close', () => {
      exchanges.delete(exchange);
      if (exchanges.size === 0) this.open.delete(socket);
    });
  }
}
