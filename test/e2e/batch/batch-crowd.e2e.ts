import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HttpAdapterHost } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OrderBacklog } from '../../../src/orders/backlog/order-backlog.js';
import { OrderLanes } from '../../../src/orders/store/lanes/order-lanes.js';
import { NdjsonClient } from '../../support/http/ndjson-client.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';

/** What fits into one piece of the input, so that all of it is there at once. */
const JUNK_LINES = 30_000;
/** Together more rows than the store lets wait. */
const STREAMS = 110;
const ROWS = 100;
const STREAMED_AT_ONCE = 5000;
const TURNS = 1000;

describe('streams of orders beside other requests', () => {
  let app: TestApp;
  let clients: NdjsonClient[];

  beforeEach(async () => {
    clients = [];
    app = await TestApp.start();
  });

  afterEach(async () => {
    clients.forEach((client) => client.abort());
    await app.dispose();
  });

  function open(): NdjsonClient {
    const client = new NdjsonClient(app.url);
    clients.push(client);
    return client;
  }

  it('leave them their turn, though no row of them needs the disk', async () => {
    const server = app.get(HttpAdapterHost).httpAdapter.getHttpServer() as Server;
    const received = once(server, 'request') as Promise<[IncomingMessage]>;
    const client = open();
    const reading = client.rest();
    client.send('1\n'.repeat(JUNK_LINES));
    client.end();
    const [{ socket }] = await received;
    expect((await app.request('/health/live')).status).toBe(200);
    const sentBefore = socket.bytesWritten;
    expect(await reading).toMatchObject({ results: { length: JUNK_LINES }, isWhole: true });
    expect(sentBefore).toBeLessThan(socket.bytesWritten / 2);
  });

  it('wait for their turn in the store, and leave room for single orders', async () => {
    let free = (): void => undefined;
    const busy = app.get(OrderLanes).atRest(() => new Promise<void>((end) => (free = end)));
    const backlog = app.get(OrderBacklog);
    const room = backlog.room();
    const reading = Array.from({ length: STREAMS }, (_, stream) => {
      const client = open();
      const ids = Array.from({ length: ROWS }, (_, row) => `S${stream}-${row}`);
      client.send(ids.map((order_id) => `${JSON.stringify(orderBody({ order_id }))}\n`).join(''));
      client.end();
      return client.rest();
    });
    await until(() => Promise.resolve(backlog.room() <= room - STREAMED_AT_ONCE));
    // All others would have come by then if they did not wait.
    for (let turn = 0; turn < TURNS; turn++) await nextTurn();
    expect(backlog.room()).toBe(room - STREAMED_AT_ONCE);
    const single = app.post('/orders', orderBody());
    free();
    await busy;
    expect((await single).status).toBe(201);
    for (const { results, isWhole } of await Promise.all(reading)) {
      expect(isWhole).toBe(true);
      expect(results.filter(({ result }) => result === 'created')).toHaveLength(ROWS);
    }
  });
});
