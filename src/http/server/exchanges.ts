import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** When work on the request began, in milliseconds without blocked time of the event loop. */
  beganAt: number;
}

/** Tracks the unanswered requests of a server, by connection. */
export class Exchanges {
  private readonly open = new Map<Duplex, Set<Exchange>>();
  /** Requests answered before they had arrived completely: Node discards the rest of them. */
  private answeredEarly: Exchange[] = [];
  private readonly overdue = new WeakSet<Exchange>();
  private stalledMs = 0;

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

  /** How many requests of this connection are unanswered, including queued ones. */
  count(socket: Duplex): number {
    return this.open.get(socket)?.size ?? 0;
  }

  /** The response to the first unanswered request. */
  current(socket: Duplex): ServerResponse | undefined {
    const [exchange] = this.open.get(socket) ?? [];
    return exchange?.response;
  }

  /** Restarts the time of the first unanswered request, whose work begins only now. */
  restart(socket: Duplex): void {
    const [exchange] = this.open.get(socket) ?? [];
    if (exchange) exchange.beganAt = this.now();
  }

  /** Responses to requests of this connection that have arrived completely. */
  awaitingAnswer(socket: Duplex): ServerResponse[] {
    const exchanges = [...(this.open.get(socket) ?? [])];
    return exchanges.filter(({ request }) => request.complete).map(({ response }) => response);
  }

  /** Whether a response on this connection is partly sent. */
  isBeingAnswered(socket: Duplex): boolean {
    return [...(this.open.get(socket) ?? [])].some(({ response }) => response.headersSent);
  }

  /** Excludes time in which the event loop was blocked from the time limits of clients. */
  wasStalled(ms: number): void {
    this.stalledMs += ms;
  }

  /** Requests that began more than `limitMs` ago and are still incomplete. Returns each request once. */
  takeOverdue(limitMs: number): Exchange[] {
    const begin = this.now() - limitMs;
    this.answeredEarly = this.answeredEarly.filter(isArriving);
    // Only the first request of a connection: the others are queued and not read meanwhile.
    const candidates = [...this.open.values()].flatMap(([first]) => first ?? []);
    const overdue = [...candidates, ...this.answeredEarly].filter(
      (exchange) => exchange.beganAt < begin && isArriving(exchange) && !this.overdue.has(exchange),
    );
    overdue.forEach((exchange) => this.overdue.add(exchange));
    return overdue;
  }

  /** Resolves when all complete requests of this connection are answered, or the connection has closed. */
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
    return performance.now() - this.stalledMs;
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
    // Queued responses get no event when their connection closes.
    socket.once('close', () => this.open.delete(socket));
    return exchanges;
  }
}

function isArriving({ request }: Exchange): boolean {
  return !request.complete && !request.socket.destroyed;
}
