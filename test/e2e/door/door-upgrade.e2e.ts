import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { type RawConnection, exchange, onConnection, raw } from '../../support/http/raw-http.js';
import { expectProblem } from '../../support/http/refusals.js';
import { TestApp } from '../../support/test-app.js';

const H2C = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'];
const WEBSOCKET = [
  'Connection: keep-alive, Upgrade',
  'upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZQ==',
];
const JSON_TYPE = 'Content-Type: application/json';
const CHUNKED = 'Transfer-Encoding: chunked';
const METRICS = raw('GET /metrics');

describe('a request to become something else', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.dispose());

  const statuses = async (count: number, ...parts: Buffer[]) =>
    (await exchange(app.url, Buffer.concat(parts), count)).map(({ status }) => status);
  const json = (order_id: string) => JSON.stringify(orderBody({ order_id }));
  const sized = (body: string, ...headers: string[]) =>
    raw('POST /orders', [JSON_TYPE, `Content-Length: ${Buffer.byteLength(body)}`, ...headers], body);

  it.each([
    ['h2c', H2C],
    ['a WebSocket', WEBSOCKET],
    ['TLS', ['Connection: Upgrade', 'Upgrade: TLS/1.2, HTTP/1.1']],
  ])('(%s) is answered as if it did not ask, and so is what comes behind it', async (_name, headers) => {
    const asking = raw('GET /metrics', headers);
    expect(await statuses(2, asking, METRICS)).toEqual([200, 200]);
    expect(await statuses(4, METRICS, asking, asking, METRICS)).toEqual([200, 200, 200, 200]);
  });

  it('is answered on a connection that stays open for more', () =>
    onConnection(app.url, async (connection) => {
      for (const headers of [H2C, [], H2C, WEBSOCKET, []]) {
        connection.send(raw('GET /orders', headers));
        expect((await connection.next()).status).toBe(200);
      }
    }));

  /** What is behind a body is answered too, or its client is told that it was not read: so it is by Node from 24.9 on. */
  async function expectAnswersBehind(connection: RawConnection): Promise<void> {
    const { status, headers } = await connection.next();
    expect(status).toBe(201);
    if (headers.get('connection') === 'close') expect(await connection.rest()).toBe('');
    else expect((await connection.next()).status).toBe(200);
  }

  it('may have a body, of a length or in chunks', async () => {
    const body = json('chunks');
    const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const posts = [sized(json('length'), ...H2C), raw('POST /orders', [JSON_TYPE, CHUNKED, ...H2C], chunks)];
    for (const post of posts) {
      await onConnection(app.url, async (connection) => {
        connection.send(Buffer.concat([post, METRICS]));
        await expectAnswersBehind(connection);
      });
    }
  });

  it('may wait for 100 Continue', () =>
    onConnection(app.url, async (connection) => {
      const body = json('continue');
      const headers = [JSON_TYPE, `Content-Length: ${body.length}`, 'Expect: 100-continue', ...H2C];
      connection.send(raw('POST /orders', headers));
      expect((await connection.next()).status).toBe(100);
      connection.send(Buffer.concat([Buffer.from(body), METRICS]));
      await expectAnswersBehind(connection);
    }));

  it('waits for the answer to an order before it', async () => {
    expect(await statuses(3, sized(json('before')), raw('GET /orders/before', H2C), METRICS)).toEqual([
      201, 200, 200,
    ]);
  });

  it('is refused like any other', async () => {
    const [answer, behind] = await exchange(
      app.url,
      Buffer.concat([raw('GET /nowhere', H2C), raw('GET /orders/%00')]),
      2,
    );
    expectProblem(answer, { status: 404, code: 'not_found' });
    expectProblem(behind, { status: 400, code: 'bad_path' });
  });

  it('hides no request behind a thousand headers', () =>
    onConnection(app.url, async (connection) => {
      const filler = Array.from({ length: 1500 }, () => 'a: b');
      const hidden = raw('GET /processing');
      const headers = [...H2C, ...filler, `Content-Length: ${hidden.length}`];
      connection.send(raw('GET /orders', headers, hidden));
      connection.send(raw('GET /orders/none', ['Connection: close']));
      expect((await connection.next()).status).toBe(200);
      expect(await connection.rest()).not.toContain('workers_total');
    }));

  it('does no harm when its client goes', async () => {
    for (let round = 0; round < 20; round++) {
      await onConnection(app.url, async (connection) => {
        connection.send(Buffer.concat([METRICS, raw('GET /orders', H2C), METRICS]));
        await connection.reset();
      });
    }
    expect((await app.request('/metrics')).status).toBe(200);
  });
});
