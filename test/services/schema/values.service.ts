import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';

const USERS = ['é', 'e\u0301', 'E', 'e', 'e ', 'ß', 'ss', '😀', '👨‍👩‍👧', '𐍈', `'"\\;--`, '%_', '日本語'];
const AMOUNTS = [0, 0.01, 0.29, 19.99, 1_000_000.1, 9_999_999_999.99];
const LARGEST = Array.from({ length: 1000 }, (_, index) => `${'😀'.repeat(20)}${index}`);

describe('a value', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ clock: new ManualClock() });
    for (const [index, user_id] of USERS.entries())
      expect((await app.post('/orders', orderBody({ order_id: `U${index}`, user_id }))).status).toBe(201);
  });

  afterAll(() => app.dispose());

  it.each(USERS.map((user, index) => [user, `U${index}`] as const))(
    '%p is kept as it is, and is no other user',
    async (user_id, order_id) => {
      expect((await app.request(`/orders/${order_id}`)).body).toMatchObject({ user_id });
      const { body } = await app.request(`/orders?${new URLSearchParams({ user_id }).toString()}`);
      expect((body as { data: object[] }).data).toMatchObject([{ order_id, user_id }]);
    },
  );

  it.each(AMOUNTS)('of %d is kept to the cent', async (total_amount) => {
    const body = orderBody({ order_id: `M${AMOUNTS.indexOf(total_amount)}`, total_amount });
    await app.post('/orders', body);
    expect((await app.request(`/orders/${body.order_id}`)).body).toMatchObject({ total_amount });
    expect((await app.post('/orders', body)).status).toBe(200);
  });

  it('of time is kept to the millisecond', async () => {
    expect((await app.request('/orders/U0')).body).toMatchObject({ created_at: '2025-02-23T12:12:23.017Z' });
    expect(await app.sql('SELECT created_at, due_at FROM orders WHERE order_id = ?', ['U0'])).toEqual([
      { created_at: Date.parse('2025-02-23T12:12:23.017Z'), due_at: null },
    ]);
  });

  it('as large as may be is kept', async () => {
    const body = orderBody({ order_id: 'large', item_ids: LARGEST });
    expect((await app.post('/orders', body)).status).toBe(201);
    expect((await app.request('/orders/large')).body).toMatchObject({ items: LARGEST });
    expect((await app.post('/orders', body)).status).toBe(200);
  });

  it('of text is ordered by its bytes', async () => {
    for (const order_id of ['b', 'a', 'B', 'A']) await app.post('/orders', orderBody({ order_id }));
    const rows = await app.sql<{ order_id: string }>(
      `SELECT order_id FROM orders WHERE order_id IN ('a', 'A', 'b', 'B') ORDER BY order_id`,
    );
    expect(rows.map(({ order_id }) => order_id)).toEqual(['A', 'B', 'a', 'b']);
  });
});
