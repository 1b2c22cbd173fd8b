import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource, type QueryRunner } from 'typeorm';
import { cancelOrder } from '../../src/orders/order-rules.js';
import { OrderStore } from '../../src/orders/order-store.js';
import { Urgency } from '../../src/orders/waiting-line.js';
import { orderBody } from '../support/orders.js';
import { TestApp } from '../support/test-app.js';
import { GatedProcessor } from '../support/test-processors.js';

const IDS = ['A1', 'A2'];
/** Until a commit waits for a lock. */
const A_MOMENT_MS = 300;

describe('rows that somebody else has locked', () => {
  let app: TestApp;
  let processor: GatedProcessor;
  let other: QueryRunner;

  beforeEach(async () => {
    processor = new GatedProcessor();
    app = await TestApp.start({ processor });
    for (const order_id of IDS) await app.post('/orders', orderBody({ order_id }));
    await processor.attempt(IDS.length);
    other = app.get(DataSource).createQueryRunner();
    await other.startTransaction();
  });

  afterEach(async () => {
    processor.openAll();
    await app.dispose();
  });

  const lock = (orderId: string): Promise<unknown> =>
    other.query(`SELECT id FROM orders WHERE order_id = '${orderId}' FOR UPDATE`);

  async function letGo(): Promise<void> {
    await other.rollbackTransaction();
    await other.release();
  }

  it('are waited for a moment', async () => {
    await lock('A1');
    const cancelled = app.post('/orders/A1/cancel');
    await pause(A_MOMENT_MS);
    await letGo();
    expect((await cancelled).status).toBe(200);
  });

  it('are refused to whoever asks for them, and hold up nobody else', async () => {
    await lock('A1');
    const stuck = ['A1', 'A1'].map((id) => app.post(`/orders/${id}/cancel`));
    const others = Array.from({ length: 20 }, (_, index) =>
      app.post('/orders', orderBody({ order_id: `B${index}` })),
    );
    const cancelled = app.post('/orders/A2/cancel');
    for (const answer of await Promise.all(stuck)) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      expect(answer.body).toMatchObject({ code: 'order_locked' });
    }
    // The lock is still held: nobody has waited for its end.
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual(others.map(() => 201));
    expect((await cancelled).status).toBe(200);
    await letGo();
    expect((await app.post('/orders/A1/cancel')).status).toBe(200);
  });

  it('are asked for again when two have locked each other out', async () => {
    await lock('A2');
    const commands = IDS.map((orderId) => ({
      orderId,
      decide: (order: Parameters<typeof cancelOrder>[0] | undefined, now: number) =>
        order && cancelOrder(order, now),
    }));
    const cancelled = app.get(OrderStore).executeAll(commands, Urgency.Single);
    await pause(A_MOMENT_MS);
    await lock('A1').catch(() => undefined);
    await letGo();
    expect(await cancelled).toMatchObject(IDS.map(() => ({ outcome: { hasChanged: true } })));
  });
});
