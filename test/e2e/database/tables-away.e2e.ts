import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';

describe('a database that has lost a table', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await TestApp.start();
    expect((await app.post('/orders', orderBody())).status).toBe(201);
    await app.whenDone();
  });

  afterEach(() => app.dispose());

  async function codeOf(path: string): Promise<unknown> {
    const { status, body } = await app.request(path);
    return status === 200 ? status : [status, (body as { code: string }).code];
  }

  it.each(['order_timeline', 'orders'])('without %s is not ready, and answers 503', async (table) => {
    await app.database.query(`ALTER TABLE ${table} RENAME TO elsewhere`);
    const refused = await app.post('/orders', orderBody({ order_id: 'A0002' }));
    expect([refused.status, refused.body]).toEqual([
      503,
      expect.objectContaining({ code: 'store_unavailable' }),
    ]);
    for (const path of ['/health/ready', '/orders/A0001/events'])
      expect(await codeOf(path)).toEqual([503, 'unavailable']);
    expect(await codeOf('/orders')).toEqual(table === 'orders' ? [503, 'unavailable'] : 200);
    expect(await codeOf('/health/live')).toBe(200);

    await app.database.query(`ALTER TABLE elsewhere RENAME TO ${table}`);
    expect((await app.post('/orders', orderBody({ order_id: 'A0002' }))).status).toBe(201);
    for (const path of ['/health/ready', '/orders/A0001/events', '/orders'])
      expect(await codeOf(path)).toBe(200);
  });
});
