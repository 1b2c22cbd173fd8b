import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { HttpAdapterHost } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../support/manual-clock.js';
import { NdjsonClient } from '../../support/http/ndjson-client.js';
import { orderBody } from '../../support/orders.js';
import { RawConnection, raw } from '../../support/http/raw-http.js';
import { TestApp } from '../../support/test-app.js';
import { sqliteOnly } from '../../support/database/test-database.js';
import { until } from '../../support/until.js';

const TAKE_LIMIT_MS = 30_000;
const ROWS = 4000;
const ENTRIES = 24;
const ENTRY_BYTES = 1_000_000;
const CLOSED = Symbol('closed');

describe('a client that does not read', () => {
  let app: TestApp;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = new ManualClock();
    app = await TestApp.start({ clock });
  });

  afterEach(() => app.dispose());

  /** The next answer that begins, once nothing of it gets through any more. */
  async function stuckAnswer(): Promise<ServerResponse> {
    const server = app.get(HttpAdapterHost).httpAdapter.getHttpServer() as Server;
    const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    await until(() => Promise.resolve(response.writableNeedDrain));
    return response;
  }

  /** Just before the limit it is still waited for, and at the limit no more. */
  async function expectLetGo(response: ServerResponse): Promise<void> {
    const closed = once(response, 'close').then(() => CLOSED);
    clock.advance(TAKE_LIMIT_MS - 1);
    expect((await app.request('/health/live')).status).toBe(200);
    expect(response.destroyed).toBe(false);
    clock.advance(1);
    expect(await closed).toBe(CLOSED);
    expect((await app.post('/orders', orderBody({ order_id: 'neighbour' }))).status).toBe(201);
  }

  it('of a stream of orders is let go', async () => {
    const stuck = stuckAnswer();
    const client = new NdjsonClient(app.url);
    const row = JSON.stringify({ ['x'.repeat(10_000)]: 1 });
    for (let count = 0; count < ROWS; count++) client.send(`${row}\n`);
    await expectLetGo(await stuck);
    client.abort();
  });

  it('of a stream of orders goes on if it reads in time', async () => {
    const stuck = stuckAnswer();
    const client = new NdjsonClient(app.url);
    const row = JSON.stringify({ ['x'.repeat(10_000)]: 1 });
    for (let count = 0; count < ROWS; count++) client.send(`${row}\n`);
    client.end();
    await stuck;
    clock.advance(TAKE_LIMIT_MS - 1);
    const { results, isWhole } = await client.rest();
    expect({ rows: results.length, isWhole }).toEqual({ rows: ROWS, isWhole: true });
    clock.advance(TAKE_LIMIT_MS);
  });

  sqliteOnly(it)('of a live timeline is let go', async () => {
    await app.post('/orders', orderBody());
    await app.whenDone();
    for (let entry = 0; entry < ENTRIES; entry++) {
      await app.sqlite.writer.query(
        `INSERT INTO order_timeline (order_pk, sequence, type, attempt, at, detail) VALUES (1, ?, 'retried', 1, 0, ?)`,
        [100 + entry, 'x'.repeat(ENTRY_BYTES)],
      );
    }
    const stuck = stuckAnswer();
    const connection = new RawConnection(app.url, TAKE_LIMIT_MS);
    connection.send(raw('GET /orders/A0001/events', ['Accept: text/event-stream']));
    await expectLetGo(await stuck);
    connection.destroy();
  });
});
