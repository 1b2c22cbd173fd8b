import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { RawConnection, exchange, raw, rawOrder } from '../../support/http/raw-http.js';
import { expectProblem } from '../../support/http/refusals.js';
import { TestApp } from '../../support/test-app.js';

const CONNECT = 'CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\n\r\n';
const TIMEOUT_PATIENCE_MS = 25_000;
const DRIP_EVERY_MS = 1000;

describe('hostile clients', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.dispose());

  async function resetAfter(bytes: string | Buffer, times: number): Promise<void> {
    for (let round = 0; round < times; round++) {
      const connection = new RawConnection(app.url);
      connection.send(bytes);
      await connection.reset();
    }
    const [neighbour] = await exchange(app.url, raw('GET /metrics'));
    expect(neighbour?.status).toBe(200);
  }

  it.each([
    ['a request for a tunnel', CONNECT],
    ['nonsense', 'nonsense\r\n\r\n'],
    ['an order', rawOrder(JSON.stringify(orderBody({ order_id: 'reset' })))],
    [
      'half an order',
      raw('POST /orders', ['Content-Type: application/json', 'Content-Length: 100'], '{"order'),
    ],
    ['twenty requests', Buffer.concat(Array.from({ length: 20 }, () => raw('GET /orders')))],
  ])('who break the connection after %s do no harm', (_name, bytes) => resetAfter(bytes, 50));

  it('get the answer to an order before the refusal of a tunnel behind it', async () => {
    const order = rawOrder(JSON.stringify(orderBody({ order_id: 'tunnel' })));
    const [first, second] = await exchange(app.url, Buffer.concat([order, Buffer.from(CONNECT)]), 2);
    expect(first?.status).toBe(201);
    expectProblem(second, { status: 405, code: 'method_not_allowed' });
  });

  it('cannot make the service busy with long lists of mistakes', async () => {
    const unknown = (keys: number) =>
      Object.fromEntries(Array.from({ length: keys }, (_, index) => [`k${index}`, 1]));
    const { status, body } = await app.post('/orders', unknown(60));
    expect(status).toBe(400);
    expect((body as { errors: unknown[] }).errors).toHaveLength(20);
    const order = (items: number, item: unknown) =>
      app.post('/orders', { ...orderBody(), item_ids: Array.from({ length: items }, () => item) });
    for (const { body } of [
      await app.post('/orders', unknown(61)),
      await order(40, {}),
      await order(2001, 'x'),
    ])
      expect(body).toMatchObject({ status: 400, code: 'json_too_large' });
    const items = await order(1500, 1);
    expect(items.body).toMatchObject({
      errors: [{ pointer: '/item_ids', detail: 'must be a list of 1 to 1000 item ids' }],
    });
  });

  it(
    'who never end their headers or their body are told so, and hung up on',
    async () => {
      const halves = [
        '',
        'GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
        raw('POST /orders', ['Content-Type: application/json', 'Content-Length: 100'], '{'),
        raw('POST /orders', ['Content-Type: application/json', 'Transfer-Encoding: chunked'], '1\r\n{'),
      ];
      const refused = [
        raw('POST /orders', ['Content-Type: text/plain', 'Content-Length: 10485760']),
        raw('POST /orders', ['Expect: miracles', 'Content-Length: 10485760']),
      ];
      await Promise.all([...halves.map(expectTimeout), ...refused.map(expectTimeoutBehindAnswer)]);
    },
    TIMEOUT_PATIENCE_MS,
  );

  async function expectTimeout(bytes: string | Buffer): Promise<void> {
    const connection = new RawConnection(app.url, TIMEOUT_PATIENCE_MS);
    connection.send(bytes);
    await expectEnd(connection);
  }

  /** Its rest goes on arriving after the refusal, slowly. */
  async function expectTimeoutBehindAnswer(bytes: Buffer): Promise<void> {
    const connection = new RawConnection(app.url, TIMEOUT_PATIENCE_MS);
    connection.send(bytes);
    expect((await connection.next()).status).toBeGreaterThanOrEqual(415);
    const dripping = setInterval(() => connection.send('x'), DRIP_EVERY_MS);
    try {
      await expectEnd(connection);
    } finally {
      clearInterval(dripping);
    }
  }

  async function expectEnd(connection: RawConnection): Promise<void> {
    expectProblem(await connection.next(), { status: 408, code: 'request_timeout' });
    expect(await connection.rest()).toBe('');
  }
});
