import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../support/http/http.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';

interface Page {
  readonly data: readonly { position: number; order_id: string; type: string; sequence: number }[];
  readonly has_more: boolean;
  readonly next_after: number;
  readonly oldest: number;
}

const LINES = { Accept: 'application/x-ndjson' };

describe('the events of all orders', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await TestApp.start();
    await app.post('/processing/pause');
  });

  afterEach(async () => {
    await app.dispose();
  });

  const post = (order_id: string, user_id = 'user1'): Promise<Answer> =>
    app.post('/orders', orderBody({ order_id, user_id }));
  const cancel = (order_id: string): Promise<Answer> => app.post(`/orders/${order_id}/cancel`);

  async function read(query = ''): Promise<Page> {
    return (await app.request(`/events${query}`)).body as Page;
  }

  async function told(query = ''): Promise<string[]> {
    return (await read(query)).data.map(({ position, order_id, type }) => `${position} ${order_id} ${type}`);
  }

  it('are one list, in the order of the commits, with each order as it is now', async () => {
    await post('A');
    await post('B');
    await cancel('A');
    const { body } = await app.request('/events');
    expect(body).toEqual({
      data: [
        expect.objectContaining({ position: 1, order_id: 'A', sequence: 1, type: 'created', attempt: 0 }),
        expect.objectContaining({ position: 2, order_id: 'B', sequence: 1, type: 'created' }),
        expect.objectContaining({ position: 3, order_id: 'A', sequence: 2, type: 'cancelled', actor: null }),
      ],
      has_more: false,
      next_after: 3,
      oldest: 1,
    });
    expect(body).toMatchObject({ data: [{ order: { order_id: 'A', status: 'cancelled' } }, {}, {}] });
    expect((await app.request('/events/latest')).body).toEqual({ position: 3 });
  });

  it('have positions without a gap, in a batch and after a refused one', async () => {
    await post('A');
    const rows = ['B', 'C'].map((order_id) => orderBody({ order_id }));
    await app.post('/orders/batch', rows);
    await app.post('/orders/batch', [
      orderBody({ order_id: 'D' }),
      orderBody({ order_id: 'A', user_id: 'x' }),
    ]);
    await post('E');
    expect(await told()).toEqual(['1 A created', '2 B created', '3 C created', '4 E created']);
    expect((await app.request('/orders/E/events')).body).toMatchObject({ data: [{ position: 4 }] });
  });

  it('come in pages, also when few of them match', async () => {
    for (const id of ['A', 'B', 'C']) await post(id);
    await cancel('B');
    const page = await read('?limit=2');
    expect(page).toMatchObject({ has_more: true, next_after: 2 });
    expect(await told(`?after=${page.next_after}`)).toEqual(['3 C created', '4 B cancelled']);
    expect(await read('?after=4')).toMatchObject({ data: [], has_more: false, next_after: 4 });
    expect(await read('?type=failed')).toMatchObject({ data: [], has_more: false, next_after: 4 });
  });

  it('come in short pages where their orders are large', async () => {
    const item_ids = Array.from({ length: 1000 }, (_, index) => `${index}`.padEnd(64, 'x'));
    const rows = Array.from({ length: 30 }, (_, index) => orderBody({ order_id: `L${index}`, item_ids }));
    await app.post('/orders/batch', rows);
    const first = await read('?limit=1000');
    expect(first).toMatchObject({ has_more: true, next_after: first.data.length });
    expect(first.data.length).toBeLessThan(rows.length);
    expect((await read(`?after=${first.next_after}`)).data[0]).toMatchObject({
      position: first.next_after + 1,
    });
  });

  it('are found by type, order and user', async () => {
    await post('A', 'anna');
    await post('B', 'ben');
    await cancel('A');
    expect(await told('?type=cancelled')).toEqual(['3 A cancelled']);
    expect(await told('?type=created,cancelled&user_id=anna')).toEqual(['1 A created', '3 A cancelled']);
    expect(await told('?type=created&type=failed')).toEqual(['1 A created', '2 B created']);
    expect(await told('?order_id=B')).toEqual(['2 B created']);
    expect(await told('?order_id=A&after=1')).toEqual(['3 A cancelled']);
    expect(await told('?order_id=nobody')).toEqual([]);
  });

  it.each([
    ['after=-1', '/after'],
    ['after=1e3', '/after'],
    ['limit=0', '/limit'],
    ['limit=1001', '/limit'],
    ['type=unknown', '/type'],
    ['order_id=%00', '/order_id'],
    ['user_id=', '/user_id'],
    ['after=1', '/after'],
    ['status=failed', '/status'],
  ])('refuse %s', async (query, pointer) => {
    const { status, body } = await app.request(`/events?${query}`);
    expect([status, body]).toMatchObject([400, { errors: [{ pointer }] }]);
  });

  it('are all told as lines', async () => {
    for (const id of ['A', 'B', 'C']) await post(id);
    const lines = async (query: string): Promise<unknown[]> => {
      const response = await fetch(`${app.url}/events${query}`, { headers: LINES });
      expect(response.headers.get('content-type')).toBe('application/x-ndjson');
      const text = await response.text();
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { position: number }).position);
    };
    expect(await lines('')).toEqual([1, 2, 3]);
    expect(await lines('?after=1&limit=1')).toEqual([2]);
    expect(await lines('?after=3')).toEqual([]);
  });
});
