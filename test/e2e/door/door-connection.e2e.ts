import type { Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpAdapterHost } from '@nestjs/core';
import { RawConnection, exchange, onConnection, raw, rawOrder } from '../../support/http/raw-http.js';
import { expectProblem } from '../../support/http/refusals.js';
import { TestApp } from '../../support/test-app.js';

const STOP_BOUND_MS = 5000;
const JSON_TYPE = 'Content-Type: application/json';
const CHUNKED = 'Transfer-Encoding: chunked';

describe('a connection', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterEach(async () => {
    const [neighbour] = await exchange(app.url, raw('GET /metrics'));
    expect(neighbour?.status).toBe(200);
  });

  afterAll(() => app.dispose());

  it('needs no Host in HTTP/1.0', async () => {
    const [answer] = await exchange(app.url, 'GET /metrics HTTP/1.0\r\n\r\n');
    expect(answer?.status).toBe(200);
  });

  it('stays with HTTP when asked to become something else', async () => {
    const [answer] = await exchange(
      app.url,
      raw('GET /metrics', ['Connection: Upgrade', 'Upgrade: websocket']),
    );
    expect(answer?.status).toBe(200);
  });

  it('sends 100 Continue for a body that may come, then judges the body', () =>
    onConnection(app.url, async (connection) => {
      connection.send(raw('POST /orders', [JSON_TYPE, 'Expect: 100-continue', 'Content-Length: 2']));
      expect((await connection.next()).status).toBe(100);
      connection.send('{}');
      expectProblem(await connection.next(), { status: 400, code: 'validation_failed' });
    }));

  it.each([
    { name: 'an unknown address', bytes: raw('GET /nowhere'), status: 404 },
    { name: 'a wrong method', bytes: raw('DELETE /orders/A'), status: 405 },
    { name: 'a body that is not JSON', bytes: rawOrder('{'), status: 400 },
    { name: 'a body of the wrong type', bytes: rawOrder('{}', ['Content-Type: text/plain']), status: 415 },
    { name: 'too large a body', bytes: rawOrder(' '.repeat(700_000)), status: 413 },
  ])('answers $status to $name, then 200 to the good request behind it', async ({ bytes, status }) => {
    const [first, second] = await exchange(app.url, Buffer.concat([bytes, raw('GET /metrics')]), 2);
    expectProblem(first, { status });
    expect(second?.status).toBe(200);
  });

  it('answers a good request before it closes because of nonsense behind it', async () => {
    const bytes = Buffer.concat([raw('GET /orders'), Buffer.from('nonsense\r\n\r\n')]);
    const [first, second] = await exchange(app.url, bytes, 2);
    expect(first?.status).toBe(200);
    expectProblem(second, { status: 400, code: 'malformed_request' });
  });

  it('is closed after one answer when the end of a request is in doubt', () =>
    onConnection(app.url, async (connection) => {
      connection.send(raw('POST /orders', [JSON_TYPE, CHUNKED, 'Content-Length: 5'], '0\r\n\r\n'));
      connection.send(raw('GET /metrics'));
      expectProblem(await connection.next(), { status: 400, code: 'malformed_request' });
      expect(await connection.rest()).toBe('');
    }));

  it('has 10 s for the headers of a request; the rest of it has an own limit, not that of Node', () => {
    const { headersTimeout, requestTimeout } = app.get(HttpAdapterHost).httpAdapter.getHttpServer() as Server;
    expect(requestTimeout).toBe(0);
    // Longer by as much as this process has not listened lately.
    expect(headersTimeout).toBeGreaterThanOrEqual(10_000);
    expect(headersTimeout).toBeLessThan(20_000);
  });

  it('has stored nothing of all this', async () => {
    expect(await app.sql('SELECT COUNT(*) AS n FROM orders')).toEqual([{ n: 0 }]);
  });
});

const HALF_SENT = [
  '',
  'P',
  'GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Half: ',
  raw('POST /orders', [JSON_TYPE, 'Content-Length: 100']),
  raw('POST /orders', [JSON_TYPE, 'Content-Length: 100'], '{"order_id":'),
  raw('POST /orders', [JSON_TYPE, CHUNKED], '64\r\n{"order_id":'),
  raw('POST /orders', [JSON_TYPE, 'Content-Length: 100', 'Expect: 100-continue']),
  raw('POST /orders', [JSON_TYPE, 'Content-Length: 10485760'], '{"'),
  raw('GET /metrics'),
];

describe('clients that hold on to half a request', () => {
  it('delay neither a neighbour nor a stop, which hangs up on them', async () => {
    const app = await TestApp.start();
    const holders = [...HALF_SENT, ...HALF_SENT].map((bytes) => {
      const holder = new RawConnection(app.url);
      holder.send(bytes);
      return holder;
    });
    try {
      const [neighbour] = await exchange(app.url, raw('GET /metrics'));
      expect(neighbour?.status).toBe(200);
      const begin = performance.now();
      await app.stop();
      expect(performance.now() - begin).toBeLessThan(STOP_BOUND_MS);
      await Promise.all(holders.map((holder) => holder.rest()));
    } finally {
      holders.forEach((holder) => holder.destroy());
      await app.database.drop();
    }
  });
});
