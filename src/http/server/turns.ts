import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Exchanges } from './exchanges.js';

/** How many pipelined requests may wait behind others, in the whole process. */
const MAX_WAITING = 10_000;

interface Turn {
  readonly response: ServerResponse;
  readonly work: () => void;
}

/**
 * Handles one request of a connection at a time. The next one starts when the kernel has taken the previous response.
 * While requests of a connection wait here, the connection is not read. It is read again when the last of them starts.
 */
export class Turns {
  private readonly lines = new Map<Duplex, Line>();
  private waiting = 0;

  constructor(
    server: Server,
    private readonly exchanges: Exchanges,
  ) {
    for (const event of ['upgrade', 'connect'] as const) {
      server.prependListener(event, (_request, socket: Duplex) => this.lines.get(socket)?.stopPausing());
    }
  }

  /** Does the work now, or after the earlier requests of its connection, or never if the connection closes first. */
  take(response: ServerResponse, work: () => void): void {
    const { socket } = response.req;
    if (this.exchanges.count(socket) <= 1) {
      work();
      return;
    }
    const line = this.lines.get(socket) ?? this.startLine(socket);
    line.add({ response, work });
    if (++this.waiting > MAX_WAITING) this.closeLongest();
  }

  private startLine(socket: Duplex): Line {
    const forget = (): void => {
      this.waiting -= line.length;
      this.lines.delete(socket);
    };
    const line = new Line(socket, this.exchanges, {
      begun: () => this.waiting--,
      ended: () => {
        this.lines.delete(socket);
        socket.off('close', forget);
      },
    });
    this.lines.set(socket, line);
    socket.once('close', forget);
    return line;
  }

  /** Closes the connection with the most waiting requests. Its client may retry the unanswered ones. */
  private closeLongest(): void {
    const [longest] = [...this.lines].sort(([, one], [, other]) => other.length - one.length);
    longest?.[0].destroy();
  }
}

interface LineListener {
  /** A waiting request has started. */
  begun(): void;
  /** No request waits any more. */
  ended(): void;
}

/** The waiting requests of one connection, which is not read meanwhile. */
class Line {
  private readonly waiting: Turn[] = [];
  private isReading = true;

  constructor(
    private readonly socket: Duplex,
    private readonly exchanges: Exchanges,
    private readonly listener: LineListener,
  ) {
    // Node resumes the socket by itself whenever a request has arrived.
    socket.on('resume', this.pause);
    socket.pause();
    this.isReading = false;
    this.continueAfter(exchanges.current(socket));
  }

  get length(): number {
    return this.waiting.length;
  }

  add(turn: Turn): void {
    this.waiting.push(turn);
  }

  /** For a socket that has no waiting requests any more, or that an upgrade has taken over. */
  stopPausing(): void {
    this.socket.off('resume', this.pause);
    this.isReading = true;
  }

  private readonly pause = (): void => void this.socket.pause();

  private continueAfter(response: ServerResponse | undefined): void {
    // One round of the event loop between two requests: a fast client must not hold up other connections.
    response?.once('close', () => setImmediate(() => this.continue()));
  }

  private continue(): void {
    if (this.socket.destroyed) return;
    const turn = this.waiting.shift();
    if (!turn) return;
    this.listener.begun();
    if (this.waiting.length === 0) this.end();
    else this.continueAfter(turn.response);
    this.exchanges.restart(this.socket);
    turn.work();
  }

  private end(): void {
    this.listener.ended();
    if (this.isReading) return;
    this.stopPausing();
    this.socket.resume();
  }
}
