import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** When it began to be worked on, in milliseconds of time that the process was listening. */
  beganAt: number;
}

/** Which requests of a server are being answered, by their connections. */
export class Exchanges {
  private readonly open = new Map<Duplex, Set<Exchange>>();
  /** Answered before they had arrived whole: Node discards the rest of them. */
  private answeredEarly: Exchange[] = [];
  private readonly overdue = new WeakSet<Exchange>();
  private deafMs = 0;

  constructor(server: Server) {
    const follow = (request: IncomingMessage, response: ServerResponse): void =>
      this.follow({ request, response, beganAt: this.now() });
    for (const event of ['request', 'checkContinue', 'checkExpectation'] as const) {
      server.prependListener(event, follow);
    }
  }

  responses(): ServerResponse[] {
    return [...this.open.values()].flatMap((exchanges) => [...exchanges].map(({ response }) => response));
  }

  /** How many requests of this connection are not answered, those that wait for their turn included. */
  count(socket: Duplex): number {
    return this.open.get(socket)?.size ?? 0;
  }

  /** The first of them. */
  current(socket: Duplex): ServerResponse | undefined {
    const [exchange] = this.open.get(socket) ?? [];
    return exchange?.response;
  }

  /** The first of them begins now: it had to wait until then. */
  restart(socket: Duplex): void {
    const [exchange] = this.open.get(socket) ?? [];
    if (exchange) exchange.beganAt = this.now();
  }

  /** Requests of this connection that have arrived whole and wait for their answer. */
  awaitingAnswer(socket: Duplex): ServerResponse[] {
    const exchanges = [...(this.open.get(socket) ?? [])];
    return exchanges.filter(({ request }) => request.complete).map(({ response }) => response);
  }

  /** Whether part of an answer has gone out on this connection, and part of it has not. */
  isBeingAnswered(socket: Duplex): boolean {
    return [...(this.open.get(socket) ?? [])].some(({ response }) => response.headersSent);
  }

  /** For so long the process did not listen. That is not its clients' time. */
  wasDeaf(ms: number): void {
    this.deafMs += ms;
  }

  /** Requests that began longer ago and have still not arrived whole. Each is told of once. */
  takeOverdue(limitMs: number): Exchange[] {
    const begin = this.now() - limitMs;
    this.answeredEarly = this.answeredEarly.filter(isArriving);
    // Others of a connection wait for their turn, and are not read meanwhile.
    const candidates = [...this.open.values()].flatMap(([first]) => first ?? []);
    const overdue = [...candidates, ...this.answeredEarly].filter(
      (exchange) => exchange.beganAt < begin && isArriving(exchange) && !this.overdue.has(exchange),
    );
    overdue.forEach((exchange) => this.overdue.add(exchange));
    return overdue;
  }

  /** Resolves when they have got it, or the connection is gone. */
  whenAnswered(socket: Duplex): Promise<void> {
    const waiting = new Set(this.awaitingAnswer(socket));
    if (waiting.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        socket.off('close', end);
        resolve();
      };
      socket.once('close', end);
      for (const response of waiting) {
        response.once('close', () => waiting.delete(response) && waiting.size === 0 && end());
      }
    });
  }

  private now(): number {
    return performance.now() - this.deafMs;
  }

  private follow(exchange: Exchange): void {
    const { socket } = exchange.request;
    const exchanges = this.open.get(socket) ?? this.begin(socket);
    exchanges.add(exchange);
    exchange.response.once('close', () => {
      exchanges.delete(exchange);
      if (isArriving(exchange)) this.answeredEarly.push(exchange);
    });
  }

  private begin(socket: Duplex): Set<Exchange> {
    const exchanges = new Set<Exchange>();
    this.open.set(socket, exchanges);
    // Answers that wait behind another one do not hear of the end of their connection.
    socket.once('close', () => this.open.delete(socket));
    return exchanges;
  }
}

function isArriving({ request }: Exchange): boolean {
  return !request.complete && !request.socket.destroyed;
}
