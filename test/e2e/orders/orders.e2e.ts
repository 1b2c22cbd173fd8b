import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('orders over REST', () => {
  const processor = new GatedProcessor();
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ processor, settings: { SHUTDOWN_TIMEOUT_MS: '0' } });
  });

  afterAll(() => app.dispose());

  it('takes an order', async () => {
    const { status, headers, body } = await app.post('/orders', orderBody());
    expect(status).toBe(201);
    expect(headers.get('location')).toBe('/orders/A0001');
    expect(headers.has('idempotent-replayed')).toBe(false);
    expect(body).toEqual({ message: 'Order received', order_id: 'A0001' });
  });

  it('answers the same order again with the first answer, as a replay', async () => {
    const { status, headers, body } = await app.post('/orders', orderBody());
    expect(status).toBe(200);
    expect(headers.get('location')).toBe('/orders/A0001');
    expect(headers.get('idempotent-replayed')).toBe('true');
    expect(body).toEqual({ message: 'Order received', order_id: 'A0001' });
  });

  it.each([{ user_id: 'user2' }, { item_ids: ['item2', 'item1'] }, { total_amount: 199.98 }])(
    'refuses another order under the same id: %p',
    async (other) => {
      const { status, body } = await app.post('/orders', orderBody(other));
      expect(status).toBe(409);
      expect(body).toMatchObject({ code: 'order_conflict', status: 409, instance: '/orders' });
    },
  );

  it('tells an order in the words of the contract', async () => {
    await processor.attemptAt('A0001');
    const { status, body } = await app.request('/orders/A0001');
    expect(status).toBe(200);
    expect(body).toEqual({
      order_id: 'A0001',
      user_id: 'user1',
      item_ids: '["item1", "item2"]',
      items: ['item1', 'item2'],
      status: 'processing',
      total_amount: 199.99,
      attempts: 1,
      last_error: null,
      queue_position: null,
      created_at: TIME,
      updated_at: TIME,
    });
  });

  it('does not know an order that was never taken', async () => {
    const { status, body } = await app.request('/orders/A0002');
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'order_not_found', detail: 'There is no order A0002.' });
  });

  it.each([
    { order_id: 'Case', user_id: 'Ünïcødé 😀 משתמש', item_ids: ['a,b', 'c","d', "'; DROP TABLE orders; --"] },
    {
      order_id: 'case',
      user_id: "O'Brien\\",
      item_ids: Array.from({ length: 1000 }, (_, index) => `item${index}`),
    },
    { order_id: 'x.y_z:1-2', total_amount: 0 },
    { order_id: '9'.repeat(64), total_amount: 9_999_999_999.99 },
    { order_id: 'cents', total_amount: 0.29 },
  ])('gives back exactly what it took: $order_id', async (changes) => {
    const order = orderBody(changes);
    expect((await app.post('/orders', order)).status).toBe(201);
    const { body } = await app.request(`/orders/${order.order_id}`);
    expect(body).toMatchObject({ ...order, item_ids: expect.any(String), items: order.item_ids });
    expect(JSON.parse((body as { item_ids: string }).item_ids)).toEqual(order.item_ids);
  });

  it('takes a hundred identical orders at once for one', async () => {
    const order = orderBody({ order_id: 'once' });
    const answers = await Promise.all(Array.from({ length: 100 }, () => app.post('/orders', order)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(99);
    expect(await app.sql(`SELECT COUNT(*) AS n FROM orders WHERE order_id = 'once'`)).toEqual([{ n: 1 }]);
  });

  it('settles a hundred different orders under one id at once: one is taken, the others are told', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        app.post('/orders', orderBody({ order_id: 'fight', user_id: `u${index}` })),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(99);
  });

  it('may be called batch, like the address beside it', async () => {
    expect((await app.post('/orders', orderBody({ order_id: 'batch' }))).status).toBe(201);
    expect((await app.request('/orders/batch')).body).toMatchObject({ order_id: 'batch' });
    expect((await app.post('/orders/batch/cancel')).body).toMatchObject({ status: 'cancelled' });
  });
});
