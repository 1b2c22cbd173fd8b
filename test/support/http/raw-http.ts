import { type Socket, connect } from 'node:net';

/** How long a connection may last; whoever still reads from it then fails. */
const PATIENCE_MS = 8000;

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A connection that sends exactly the bytes it is given. Of its errors hears whoever reads from it. */
export class RawConnection {
  private readonly socket: Socket;
  private readonly chunks: AsyncIterator<Buffer, undefined>;
  private received = Buffer.alloc(0);

  constructor(url: string, patienceMs = PATIENCE_MS) {
    const { hostname, port } = new URL(url);
    this.socket = connect({ host: hostname, port: Number(port), signal: AbortSignal.timeout(patienceMs) });
    this.socket.on('error', () => undefined);
    this.chunks = this.socket[Symbol.asyncIterator]();
  }

  send(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** The next answer, interim ones (1xx) included, as soon as it is there in full. */
  async next(): Promise<RawAnswer> {
    for (;;) {
      const answer = this.take();
      if (answer) return answer;
      if (!(await this.receive())) throw new Error(`Hung up after: ${this.received.toString()}`);
    }
  }

  /** Resolves when this text is among what has come behind the last answer. */
  async whenReceived(text: string): Promise<void> {
    while (!this.received.includes(text)) {
      if (!(await this.receive())) throw new Error(`Hung up after: ${this.received.toString()}`);
    }
  }

  /** What the server still sends, as soon as it has closed the connection, one way or the other. */
  async rest(): Promise<string> {
    try {
      while (await this.receive());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
    }
    return this.received.toString();
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Resolves once what it sent is on its way. */
  async whenSent(): Promise<void> {
    await new Promise((sent) => this.socket.write('', sent));
  }

  /** Ends as a client that crashes does, once what it sent is on its way. */
  async reset(): Promise<void> {
    await this.whenSent();
    this.socket.resetAndDestroy();
  }

  private async receive(): Promise<boolean> {
    const { done, value } = await this.chunks.next();
    if (value) this.received = Buffer.concat([this.received, value]);
    return !done;
  }

  private take(): RawAnswer | undefined {
    const end = this.received.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    const [statusLine = '', ...lines] = this.received.toString('latin1', 0, end).split('\r\n');
    const headers = new Headers(lines.map((line) => line.split(/: ?(.*)/s, 2) as [string, string]));
    const next = end + 4 + Number(headers.get('content-length') ?? 0);
    if (this.received.length < next) return undefined;
    const body = this.received.toString('utf8', end + 4, next);
    this.received = this.received.subarray(next);
    return { status: Number(statusLine.split(' ')[1]), headers, body };
  }
}

/** Work on a connection of its own, which ends with it. */
export function onConnection<T>(url: string, work: (opened: RawConnection) => Promise<T>): Promise<T> {
  const connection = new RawConnection(url);
  return work(connection).finally(() => connection.destroy());
}

/** Sends the bytes on a connection of their own and resolves with as many answers as asked for. */
export function exchange(url: string, bytes: string | Buffer, count = 1): Promise<RawAnswer[]> {
  return onConnection(url, async (connection) => {
    connection.send(bytes);
    const answers: RawAnswer[] = [];
    while (answers.length < count) answers.push(await connection.next());
    return answers;
  });
}

/** A request with a `Host`, these header lines and nothing else. */
export function raw(line: string, headers: readonly string[] = [], body: string | Buffer = ''): Buffer {
  const head = [`${line} HTTP/1.1`, 'Host: localhost', ...headers].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
}

/** `POST /orders` with a body; JSON, unless the header lines say what else. */
export function rawOrder(body: string | Buffer, headers = ['Content-Type: application/json']): Buffer {
  return raw('POST /orders', [...headers, `Content-Length: ${Buffer.byteLength(body)}`], body);
}
