import type { Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { HttpAdapterHost } from '@nestjs/core';
import { orderBody } from '../../support/orders.js';
import { RawConnection, exchange, raw } from '../../support/http/raw-http.js';
import { expectProblem } from '../../support/http/refusals.js';
import { TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';

const LIVE = raw('GET /health/live');

describe('past a limit', () => {
  let app: TestApp;
  const open: RawConnection[] = [];

  afterEach(async () => {
    open.splice(0).forEach((connection) => connection.destroy());
    await app.dispose();
  });

  function connect(bytes: Buffer): RawConnection {
    const connection = new RawConnection(app.url);
    connection.send(bytes);
    open.push(connection);
    return connection;
  }

  it.each(['MAX_CONNECTIONS', 'MAX_CONNECTIONS_PER_ADDRESS'])(
    'of connections (%s) another one is refused, until one is closed',
    async (setting) => {
      app = await TestApp.start({ settings: { [setting]: '2' } });
      for (const connection of [connect(LIVE), connect(LIVE)])
        expect((await connection.next()).status).toBe(200);
      expectProblem(await connect(Buffer.of()).next(), { status: 503, code: 'too_many_connections' });
      open[0]?.destroy();
      const server = app.get(HttpAdapterHost).httpAdapter.getHttpServer() as Server;
      const count = (): Promise<number> =>
        new Promise((resolve) => server.getConnections((_error, connections) => resolve(connections)));
      await until(async () => (await count()) < 2);
      const [answer] = await exchange(app.url, LIVE);
      expect(answer?.status).toBe(200);
    },
  );

  it('there may be as many connections from one address as in all if it is 0', async () => {
    app = await TestApp.start({ settings: { MAX_CONNECTIONS_PER_ADDRESS: '0' } });
    for (let count = 0; count < 20; count++) expect((await connect(LIVE).next()).status).toBe(200);
  });

  it('of waiters a live stream is refused, and an order is taken without a wait', async () => {
    app = await TestApp.start({ settings: { MAX_WAITERS: '1' } });
    await app.post('/processing/pause');
    await app.post('/orders', orderBody());
    const live = raw('GET /orders/A0001/events', ['Accept: text/event-stream']);
    expect((await connect(live).next()).status).toBe(200);
    expectProblem(await connect(live).next(), { status: 503, code: 'too_many_waiters' });
    const taken = await app.post('/orders', orderBody({ order_id: 'A2' }), { Prefer: 'wait=30' });
    expect(taken).toMatchObject({ status: 201, body: { message: 'Order received' } });
    expect(taken.headers.has('preference-applied')).toBe(false);
    await app.post('/orders/A0001/cancel');
    await until(async () => {
      const answer = await app.post('/orders', orderBody({ order_id: 'A2' }), { Prefer: 'wait=0' });
      return answer.headers.has('preference-applied');
    });
  });
});
