import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { HttpAdapterHost } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NdjsonClient } from './support/ndjson-client.js';
import { TestApp } from './support/test-app.js';

/** What fits into one piece of the input, so that all of it is there at once. */
const JUNK_LINES = 30_000;

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
});
