import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpAdapterHost } from '@nestjs/core';
import { orderBody } from '../../support/orders.js';
import { RawConnection, exchange, onConnection, raw, rawOrder } from '../../support/http/raw-http.js';
import { TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';

const REQUESTS = 2500;
const PATIENCE_MS = 25_000;

describe('pipelined requests', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await TestApp.start();
  });

  afterEach(() => app.dispose());

  it('are answered one after the other, all of them', async () => {
    const connection = new RawConnection(app.url, PATIENCE_MS);
    const paths = Array.from({ length: REQUESTS }, (_, index) => `/orders/none-${index}`);
    connection.send(Buffer.concat(paths.map((path) => raw(`GET ${path}`))));
    for (const path of paths)
      expect(JSON.parse((await connection.next()).body)).toMatchObject({ instance: path });
    connection.destroy();
  });

  it('with bodies are too, whatever is between them', async () => {
    const order = (order_id: string) => JSON.stringify(orderBody({ order_id }));
    const chunked = `${order('A3').length.toString(16)}\r\n${order('A3')}\r\n0\r\n\r\n`;
    const answers = await exchange(
      app.url,
      Buffer.concat([
        rawOrder(order('A1')),
        raw('GET /orders/A1'),
        rawOrder('{'),
        rawOrder(order('A2')),
        raw('GET /orders/A2', ['Connection: Upgrade', 'Upgrade: websocket']),
        raw('POST /orders', ['Content-Type: application/json', 'Transfer-Encoding: chunked'], chunked),
        raw('GET /orders/A3'),
        rawOrder(order('A4'), ['Content-Type: application/json', 'Expect: 100-continue']),
        raw('GET /orders/A4', ['Expect: something']),
        raw('GET /orders/A4'),
      ]),
      11,
    );
    expect(answers.map(({ status }) => status)).toEqual([
      201, 200, 400, 201, 200, 201, 200, 100, 201, 417, 200,
    ]);
  });

  it('begin when the answer before them has left', async () => {
    await app.post('/processing/pause');
    await app.post('/orders', orderBody());
    await onConnection(app.url, async (connection) => {
      const live = raw('GET /orders/A0001/events', ['Accept: text/event-stream']);
      connection.send(Buffer.concat([live, rawOrder(JSON.stringify(orderBody({ order_id: 'behind' })))]));
      expect((await connection.next()).status).toBe(200);
      const statusBehind = async () => (await app.request('/orders/behind')).status;
      expect(await statusBehind()).toBe(404);
      await app.post('/orders/A0001/cancel');
      await until(async () => (await statusBehind()) === 200);
    });
  });
});

describe('past ten thousand pipelined requests', () => {
  it('the connection on which most wait is closed, and no other', async () => {
    const app = await TestApp.start();
    await app.post('/processing/pause');
    await app.post('/orders', orderBody());
    const live = raw('GET /orders/A0001/events', ['Accept: text/event-stream']);
    const pipelined = (count: number): Buffer => Buffer.from('GET / HTTP/1.1\r\n\r\n'.repeat(count));
    const open = async (): Promise<RawConnection> => {
      const connection = new RawConnection(app.url, PATIENCE_MS);
      connection.send(live);
      expect((await connection.next()).status).toBe(200);
      return connection;
    };
    const greedy = await open();
    const others = [await open(), await open(), await open(), await open()];
    const isEnded = greedy.rest().then(() => true);
    greedy.send(pipelined(3500));
    for (const other of others) other.send(pipelined(2200));
    expect(await isEnded).toBe(true);
    await app.post('/orders/A0001/cancel');
    for (const other of others) {
      await other.whenReceived('bad_host');
      other.destroy();
    }
    await app.dispose();
  });
});

describe('a client that takes nothing of an answer', () => {
  it('is let go', async () => {
    const app = await TestApp.start();
    const server = app.get(HttpAdapterHost).httpAdapter.getHttpServer() as Server;
    server.timeout = 300;
    const connection = new RawConnection(app.url, PATIENCE_MS);
    const bundle = raw('GET /docs/swagger-ui-bundle.js');
    connection.send(Buffer.concat(Array.from({ length: 20 }, () => bundle)));
    const open = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
    await until(async () => (await open()) === 1);
    await until(async () => (await open()) === 0);
    connection.destroy();
    await app.dispose();
  });
});
