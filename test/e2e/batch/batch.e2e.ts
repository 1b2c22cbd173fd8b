import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../support/http/http.js';
import { type OrderBody, orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

const EACH = '?on_error=reject_failed_rows';
const NONE = { created: 0, replayed: 0, conflict: 0, invalid: 0, unavailable: 0, failed: 0 };

const order = (order_id: string, changes: Partial<OrderBody> = {}) => orderBody({ order_id, ...changes });
const orders = (count: number) => Array.from({ length: count }, (_, index) => order(`A${index}`));
const wrong = (order_id: string) => order(order_id, { total_amount: 0.001 });

describe('a batch of orders', () => {
  const processor = new GatedProcessor();
  let app: TestApp;

  beforeEach(async () => {
    app = await TestApp.start({ processor, settings: { SHUTDOWN_TIMEOUT_MS: '0' } });
  });

  afterEach(() => app.dispose());

  const post = (rows: unknown, query = ''): Promise<Answer> => app.post(`/orders/batch${query}`, rows);

  async function stored(): Promise<string[]> {
    const rows = await app.sql<{ order_id: string }>('SELECT order_id FROM orders ORDER BY id');
    return rows.map(({ order_id }) => order_id);
  }

  it('is taken as a whole', async () => {
    const { status, headers, body } = await post([order('A1'), order('A2')]);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      ...NONE,
      created: 2,
      results: [
        { row: 0, order_id: 'A1', result: 'created' },
        { row: 1, order_id: 'A2', result: 'created' },
      ],
    });
    await processor.attemptAt('A2');
    expect(await app.sql('SELECT type FROM order_timeline WHERE sequence = 1')).toHaveLength(2);
    expect((await app.request('/metrics')).body).toMatchObject({ total_orders: 2 });
  });

  it('may be sent again, and may name an order twice', async () => {
    await post([order('A1')]);
    const { body } = await post([order('A1'), order('A2'), order('A2')]);
    expect(body).toMatchObject({ ...NONE, created: 1, replayed: 2 });
    expect((await post([order('A1'), order('A2')])).body).toMatchObject({ ...NONE, replayed: 2 });
  });

  it('is refused as a whole for rows that are not valid, which it points at', async () => {
    const { status, body } = await post([order('A1'), wrong('A2'), [], { ...order('A3'), 'a/b': 1 }]);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'validation_failed',
      instance: '/orders/batch',
      errors: [
        {
          pointer: '/1/total_amount',
          detail: 'must be a number from 0 to 9999999999.99 with at most two decimals',
        },
        { pointer: '/2', detail: 'must be a JSON object' },
        { pointer: '/3/a~1b', detail: 'is not known' },
      ],
    });
    expect(await stored()).toEqual([]);
  });

  it('is refused as a whole for orders that conflict, with stored ones or each other', async () => {
    await post([order('A1')]);
    const { status, body } = await post([
      order('B1'),
      order('A1', { user_id: 'user2' }),
      order('B2'),
      order('B2', { user_id: 'user2' }),
      order('A1'),
    ]);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'order_conflict',
      errors: [
        { pointer: '/1/order_id', detail: 'Another order has the id A1.' },
        { pointer: '/3/order_id', detail: 'Another order has the id B2.' },
      ],
    });
    expect(await stored()).toEqual(['A1']);
  });

  it('is taken row by row if so wished', async () => {
    await post([order('A1'), order('A2')]);
    const { status, body } = await post(
      [
        wrong('B1'),
        order('B2'),
        order('A1'),
        order('A2', { user_id: 'user2' }),
        order('B2', { total_amount: 1 }),
        5,
      ],
      EACH,
    );
    expect(status).toBe(200);
    expect(body).toEqual({
      ...NONE,
      created: 1,
      replayed: 1,
      conflict: 2,
      invalid: 2,
      results: [
        {
          row: 0,
          order_id: 'B1',
          result: 'invalid',
          errors: [{ pointer: '/total_amount', detail: expect.stringMatching(/^must be a number/) }],
        },
        { row: 1, order_id: 'B2', result: 'created' },
        { row: 2, order_id: 'A1', result: 'replayed' },
        { row: 3, order_id: 'A2', result: 'conflict', detail: 'Another order has the id A2.' },
        { row: 4, order_id: 'B2', result: 'conflict', detail: 'Another order has the id B2.' },
        { row: 5, result: 'invalid', errors: [{ pointer: '', detail: 'must be a JSON object' }] },
      ],
    });
    expect(await stored()).toEqual(['A1', 'A2', 'B2']);
  });

  it.each(['', EACH])('may have 1000 orders%s', async (query) => {
    const { status, body } = await post(orders(1000), query);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...NONE, created: 1000 });
    const ids = orders(1000).map(({ order_id }) => order_id);
    // Rows that stand for themselves take several commits, which run side by side on a server.
    if (query === EACH) expect(new Set(await stored())).toEqual(new Set(ids));
    else expect(await stored()).toEqual(ids);
    expect((await app.request('/metrics')).body).toMatchObject({ total_orders: 1000 });
  });

  it('may be much larger than a single order', async () => {
    const item_ids = Array.from({ length: 1000 }, (_, index) => `item-${index}`.padEnd(64, '-'));
    const rows = Array.from({ length: 100 }, (_, index) => order(`Large${index}`, { item_ids }));
    expect((await post(rows)).body).toMatchObject({ created: 100 });
    expect((await app.request('/orders/Large99')).body).toMatchObject({ items: item_ids });
  });
});
