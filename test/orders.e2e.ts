import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orderBody } from './support/orders.js';
import { TestApp } from './support/test-app.js';

describe('orders over REST', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.dispose());

  it('takes an order', async () => {
    const answer = await app.post('/orders', orderBody());
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/orders/A0001');
    expect(answer.body).toEqual({ message: 'Order received', order_id: 'A0001' });
  });
});
