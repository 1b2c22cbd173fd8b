import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from './test-app.js';

/** How long a connection may last; whoever still reads from it then fails. */
const PATIENCE_MS = 8000;
const LEAKS = /node_modules|\.[jt]s\b|\n\s+at |file:|\/tmp\/|sqlite|select |insert |typeorm|syntaxerror/i;

interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A connection that sends exactly the bytes it is given. Of its errors hears whoever reads from it. */
export class RawConnection {
  private readonly socket: Socket;
  private readonly chunks: AsyncIterator<Buffer, undefined>;
  private received = Buffer.alloc(0);

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect({ host: hostname, port: Number(port), signal: AbortSignal.timeout(PATIENCE_MS) });
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

interface Problem {
  readonly status: number;
  readonly code?: string;
  readonly pointers?: readonly string[];
  readonly allow?: string;
}

type Refusal = Problem & { readonly name: string; readonly bytes: string | Buffer };

export function expectProblem(answer: RawAnswer | undefined, expected: Problem): void {
  expect(answer?.status).toBe(expected.status);
  expect(answer?.headers.get('content-type')).toBe('application/problem+json');
  expect(answer?.body).not.toMatch(LEAKS);
  const problem = JSON.parse(answer?.body ?? '') as { code: string; errors?: { pointer: string }[] };
  expect(problem).toMatchObject({
    type: `urn:problem-type:${expected.code ?? problem.code}`,
    title: expect.stringMatching(/./),
    status: expected.status,
    detail: expect.stringMatching(/./),
    instance: expect.stringMatching(/^\/[^?]*$/),
    code: expected.code ?? expect.stringMatching(/^[a-z0-9_]+$/),
  });
  if (expected.pointers) expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(expected.pointers);
  if (expected.allow) expect(answer?.headers.get('allow')).toBe(expected.allow);
}

/** Sends each to one app: it is refused as expected, hurts no neighbour and stores nothing. */
export function describeRefusals(title: string, refusals: readonly Refusal[]): void {
  describe(title, () => {
    let app: TestApp;

    beforeAll(async () => {
      app = await TestApp.start();
    });

    afterAll(() => app.dispose());

    it.each(refusals)('answers $status to $name', async ({ bytes, ...expected }) => {
      const [answer] = await exchange(app.url, bytes);
      const [neighbour] = await exchange(app.url, raw('GET /metrics'));
      expectProblem(answer, expected);
      expect(neighbour?.status).toBe(200);
    });

    it('has stored nothing of all this', async () => {
      expect(await app.sql('SELECT COUNT(*) AS n FROM orders')).toEqual([{ n: 0 }]);
    });
  });
}
