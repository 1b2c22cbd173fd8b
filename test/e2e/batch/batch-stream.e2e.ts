import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NdjsonClient } from '../../support/http/ndjson-client.js';
import { type OrderBody, orderBody } from '../../support/orders.js';
import { exchange, raw } from '../../support/http/raw-http.js';
import { TestApp } from '../../support/test-app.js';

const NDJSON_TYPE = 'Content-Type: application/x-ndjson';

const order = (order_id: string, changes: Partial<OrderBody> = {}) => orderBody({ order_id, ...changes });
const created = (row: number, order_id: string) => ({ row, order_id, result: 'created' });
const invalid = (row: number, detail: string) => ({
  row,
  result: 'invalid',
  errors: [{ pointer: '', detail }],
});

/** For 2500 orders. */
const PATIENCE_MS = 90_000;

describe('a stream of orders', () => {
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

  function open(query = ''): NdjsonClient {
    const client = new NdjsonClient(app.url, query);
    clients.push(client);
    return client;
  }

  it('is answered while it is still sent, a result for each row', async () => {
    const client = open('?on_error=reject_failed_rows');
    client.send(order('A0'), order('A1'));
    const { statusCode, headers } = await client.response();
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('application/x-ndjson');
    expect(await client.take(2)).toEqual([created(0, 'A0'), created(1, 'A1')]);
    expect((await app.request('/orders/A1')).status).toBe(200);

    client.send(order('A1'), '\n', ' \r\n', order('A0', { user_id: 'user2' }), order('A2'));
    expect(await client.take(3)).toEqual([
      { row: 2, order_id: 'A1', result: 'replayed' },
      { row: 3, order_id: 'A0', result: 'conflict', detail: 'Another order has the id A0.' },
      created(4, 'A2'),
    ]);
    client.end();
    expect(await client.rest()).toEqual({ results: [], isWhole: true });
  });

  it('may be cut anywhere, and need not end its last line', async () => {
    const client = open();
    const bytes = Buffer.from(
      `${JSON.stringify(order('A0', { user_id: '日本😀' }))}\n${JSON.stringify(order('A1'))}`,
    );
    for (const byte of bytes) client.send(Buffer.of(byte));
    client.end();
    expect(await client.rest()).toEqual({ results: [created(0, 'A0'), created(1, 'A1')], isWhole: true });
    expect((await app.request('/orders/A0')).body).toMatchObject({ user_id: '日本😀' });
  });

  it('may be empty', async () => {
    const client = open();
    client.end();
    expect(await client.rest()).toEqual({ results: [], isWhole: true });
    const [answer] = await exchange(app.url, raw('POST /orders/batch', [NDJSON_TYPE, 'Content-Length: 0']));
    expect(answer?.status).toBe(200);
  });

  it('is asked for if it waits for that', async () => {
    const body = `${JSON.stringify(order('A0'))}\n`;
    const headers = [NDJSON_TYPE, 'Expect: 100-continue', `Content-Length: ${body.length}`];
    const [interim, answer] = await exchange(app.url, raw('POST /orders/batch', headers, body), 2);
    expect([interim?.status, answer?.status]).toEqual([100, 200]);
  });

  it('tells of hostile rows and takes those around them', async () => {
    const client = open();
    client.send(order('A0'));
    client.send('{"order_id":\n', '[]\n', '7\n', Buffer.from('{"a":"\xff"}\n', 'latin1'));
    client.send(`${'['.repeat(6000)}\n`, `{"a":"${'x'.repeat(700_000)}"}\n`);
    client.send('{"__proto__":{"order_id":"A9"},"order_id":"A9"}\n');
    client.send(
      String.raw`{"order_id":"A8","user_id":"\ud800","item_ids":["\u0000"],"total_amount":1}` + '\n',
    );
    client.send(order('A1'));
    client.end();
    const { results } = await client.rest();
    const pointers = (row: number) => results[row]?.errors?.map(({ pointer }) => pointer);
    expect(results.slice(0, 7)).toEqual([
      created(0, 'A0'),
      invalid(1, 'must be JSON'),
      invalid(2, 'must be a JSON object'),
      invalid(3, 'must be a JSON object'),
      invalid(4, 'must be UTF-8'),
      invalid(5, 'must be nested at most 32 levels deep'),
      invalid(6, 'must have at most 655360 bytes'),
    ]);
    expect(results[7]).toMatchObject({ order_id: 'A9', result: 'invalid' });
    expect(pointers(7)?.sort()).toEqual(['/__proto__', '/item_ids', '/total_amount', '/user_id']);
    expect(pointers(8)?.sort()).toEqual(['/item_ids', '/user_id']);
    expect(results.slice(9)).toEqual([created(9, 'A1')]);
  });

  it(
    'may be long; its results come in order',
    async () => {
      const client = open();
      const ids = Array.from({ length: 2500 }, (_, index) => `A${index}`);
      const reading = client.rest();
      for (const id of ids) if (!client.send(order(id))) await client.whenDrained();
      client.end();
      const { results, isWhole } = await reading;
      expect(isWhole).toBe(true);
      expect(results).toEqual(ids.map((id, row) => created(row, id)));
      await app.whenDone();
      expect((await app.request('/metrics')).body).toMatchObject({
        order_status_counts: { completed: 2500, pending: 0 },
      });
    },
    PATIENCE_MS,
  );
});
