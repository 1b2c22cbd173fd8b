import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { HttpAdapterHost } from '@nestjs/core';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';

import { OrderCreatedEvent } from '../../../src/orders/domain/order-events.js';
import { ManualClock } from '../../support/manual-clock.js';
import { NdjsonClient } from '../../support/http/ndjson-client.js';
import { orderBody } from '../../support/orders.js';
import { onConnection, raw } from '../../support/http/raw-http.js';
import { TestApp } from '../../support/test-app.js';
import { sqliteOnly } from '../../support/database/test-database.js';
import { until } from '../../support/until.js';

const STALL_LIMIT_MS = 15_000;
const CALM_CHECKS = 10;
const STOP_BOUND_MS = 5000;
const ROWS = 4000;

const order = (order_id: string) => orderBody({ order_id });
const created = (row: number, order_id: string) => ({ row, order_id, result: 'created' });

describe('a stream of orders in trouble', () => {
  let app: TestApp;
  let clock: ManualClock;
  let client: NdjsonClient;

  beforeEach(async () => {
    clock = new ManualClock();
    app = await TestApp.start({ clock });
  });

  afterEach(async () => {
    client.abort();
    await app.dispose();
  });

  const open = (): NdjsonClient => (client = new NdjsonClient(app.url));

  it('is read no faster than its client reads the answers', async () => {
    const server = app.get(HttpAdapterHost).httpAdapter.getHttpServer() as Server;
    const received = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
    open();
    const row = JSON.stringify({ ['x'.repeat(10_000)]: 1 });
    for (let count = 0; count < ROWS; count++) client.send(`${row}\n`);
    client.end();
    const [{ socket }, response] = await received;
    await until(isCalm(() => socket.bytesRead));
    expect(response.writableNeedDrain).toBe(true);
    expect(socket.bytesRead).toBeLessThan((ROWS * row.length) / 2);
    expect((await app.post('/orders', order('A0'))).status).toBe(201);

    clock.advance(STALL_LIMIT_MS);
    const { results, isWhole } = await client.rest();
    expect({ rows: results.length, isWhole }).toEqual({ rows: ROWS, isWhole: true });
  });

  it('leaves the service healthy when its client goes', async () => {
    const whenCreated = new Promise((resolve) => {
      app.get(EventEmitter2).on(OrderCreatedEvent.eventName, ({ orderId }: OrderCreatedEvent) => {
        if (orderId === 'A499') resolve(undefined);
      });
    });
    open();
    for (let index = 0; index < 500; index++) client.send(order(`A${index}`));
    client.send('{"order_id":"half');
    await whenCreated;
    client.abort();
    await app.whenDone();
    const [{ n } = { n: 0 }] = await app.sql<{ n: number }>('SELECT COUNT(*) AS n FROM orders');
    expect(n).toBe(500);
    expect((await app.request('/metrics')).body).toMatchObject({
      total_orders: n,
      order_status_counts: { completed: n },
    });
    expect(clock.nextWake()).not.toBe(STALL_LIMIT_MS);
  });

  sqliteOnly(it)(
    'tells of rows that cannot be stored right now, and takes those that come later',
    async () => {
      open();
      client.send(order('A0'));
      await client.take(1);
      const writer = app.sqlite.writer;
      await writer.query('PRAGMA busy_timeout = 1');
      const other = new DataSource({ type: 'sqlite', database: app.sqlite.file.realPath });
      await other.initialize();
      await other.query('BEGIN IMMEDIATE');
      client.send(order('A1'), {});
      expect(await client.take(2)).toMatchObject([
        {
          row: 1,
          order_id: 'A1',
          result: 'unavailable',
          code: 'store_unavailable',
          detail: 'Orders cannot be stored right now.',
        },
        { row: 2, result: 'invalid' },
      ]);
      const whole = await app.post('/orders/batch?on_error=reject_failed_rows', [order('A1'), {}]);
      expect(whole.status).toBe(503);
      expect(whole.headers.get('retry-after')).toBe('1');
      expect(whole.body).toMatchObject({ code: 'store_unavailable' });
      await other.destroy();

      client.send(order('A1'));
      expect(await client.take(1)).toEqual([created(3, 'A1')]);
    },
  );

  it('breaks off when it stops being HTTP', () =>
    onConnection(app.url, async (connection) => {
      const head = ['Content-Type: application/x-ndjson', 'Transfer-Encoding: chunked'];
      const row = `${JSON.stringify(order('A0'))}\n`;
      connection.send(raw('POST /orders/batch', head, `${row.length.toString(16)}\r\n${row}\r\n`));
      expect((await connection.next()).status).toBe(200);
      connection.send('nonsense\r\n');
      expect(await connection.rest()).not.toMatch(/HTTP|\r\n0\r\n/);
    }));

  it('does not hold up a stop; what was answered is stored', async () => {
    open();
    client.send(order('A0'), order('A1'), '{"order_id":"half');
    await client.take(2);
    const begin = performance.now();
    await app.stop();
    expect(performance.now() - begin).toBeLessThan(STOP_BOUND_MS);
    expect(await client.rest()).toEqual({ results: [], isWhole: false });
    const stored = await app.database.query('SELECT order_id FROM orders ORDER BY id');
    expect(stored).toEqual([{ order_id: 'A0' }, { order_id: 'A1' }]);
    app = await TestApp.start({ database: app.database });
  });
});

/** True once a value has not changed for some checks. */
function isCalm(read: () => number): () => Promise<boolean> {
  let last = -1;
  let calm = 0;
  return () => {
    calm = read() === last ? calm + 1 : 0;
    last = read();
    return Promise.resolve(calm >= CALM_CHECKS);
  };
}
