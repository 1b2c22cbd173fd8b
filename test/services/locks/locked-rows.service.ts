import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cancelOrder } from '../../../src/orders/domain/order-rules.js';
import { OrderCommits } from '../../../src/orders/store/order-commits.js';
import { OrderStore } from '../../../src/orders/store/order-store.js';
import { Urgency } from '../../../src/orders/store/lanes/waiting-line.js';
import type { Answer } from '../../support/http/http.js';
import { orderBody } from '../../support/orders.js';
import { OutsideTransaction } from '../../support/database/outside-transaction.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

const IDS = ['A1', 'A2'];
/** Until a commit waits for a lock. */
const A_MOMENT_MS = 300;
const TWENTY = Array.from({ length: 20 }, (_, index) => `B${index}`);
const ROWS = Array.from({ length: 501 }, (_, row) => row);
/** A command waits for a lock in its lane and in the patient one, and looks for it once in each. */
const TRIES = 4;
const EACH = '/orders/batch?on_error=reject_failed_rows';

describe('rows that somebody else has locked', () => {
  let app: TestApp;
  let processor: GatedProcessor;
  let other: OutsideTransaction;

  beforeEach(async () => {
    processor = new GatedProcessor();
    app = await TestApp.start({ processor });
    for (const order_id of IDS) await app.post('/orders', orderBody({ order_id }));
    await processor.attempt(IDS.length);
    other = await OutsideTransaction.begin(app.database);
  });

  afterEach(async () => {
    await other.end();
    processor.openAll();
    await app.dispose();
  });

  const post = (order_id: string): Promise<Answer> => app.post('/orders', orderBody({ order_id }));

  function expectLocked({ status, headers, body }: Answer): void {
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(body).toMatchObject({ code: 'order_locked' });
  }

  it('are waited for a moment', async () => {
    await other.lock('A1');
    const cancelled = app.post('/orders/A1/cancel');
    await pause(A_MOMENT_MS);
    await other.end();
    expect((await cancelled).status).toBe(200);
  });

  it('are refused to whoever asks for them, and hold up nobody else', async () => {
    await other.lock('A1');
    const stuck = ['A1', 'A1'].map((id) => app.post(`/orders/${id}/cancel`));
    const others = TWENTY.map(post);
    const cancelled = app.post('/orders/A2/cancel');
    (await Promise.all(stuck)).forEach(expectLocked);
    // The lock is still held: nobody has waited for its end.
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual(others.map(() => 201));
    expect((await cancelled).status).toBe(200);
    await other.end();
    expect((await app.post('/orders/A1/cancel')).status).toBe(200);
  });

  it('are asked for again when two have locked each other out', async () => {
    await other.lock('A2');
    const commands = IDS.map((orderId) => ({
      orderId,
      decide: (order: Parameters<typeof cancelOrder>[0] | undefined, now: number) =>
        order && cancelOrder(order, now),
    }));
    const cancelled = app.get(OrderStore).executeAll(commands, Urgency.Single);
    await pause(A_MOMENT_MS);
    await other.lock('A1').catch(() => undefined);
    await other.end();
    expect(await cancelled).toMatchObject(IDS.map(() => ({ outcome: { hasChanged: true } })));
  });

  it('are refused alone if they are not there yet', async () => {
    await other.insert('B10');
    const answers = await Promise.all(TWENTY.map(post));
    answers.forEach((answer, index) => {
      if (TWENTY[index] === 'B10') expectLocked(answer);
      else expect(answer.status).toBe(201);
    });
    const rows = ['C1', 'B10', 'C2'].map((order_id) => orderBody({ order_id }));
    expect((await app.post(EACH, rows)).body).toMatchObject({ created: 2 });
    expectLocked(
      await app.post('/orders/batch', [orderBody({ order_id: 'C3' }), orderBody({ order_id: 'B10' })]),
    );
    await other.end();
    expect((await post('B10')).status).toBe(201);
  });

  it('are refused to all who wait for them at once', async () => {
    await other.lock('A1');
    // Each more than shares a commit with others.
    const batches = Array.from({ length: 4 }, (_, batch) =>
      ROWS.map((row) => orderBody({ order_id: row === 0 ? 'A1' : `${batch}-${row}` })),
    );
    const settle = jest.spyOn(app.get(OrderCommits), 'settle');
    (await Promise.all(batches.map((rows) => app.post('/orders/batch', rows)))).forEach(expectLocked);
    expect(settle.mock.calls.length).toBeLessThanOrEqual(TRIES);
  });

  it('end as unavailable in time where each commit needs them', async () => {
    await other.lockTotals();
    const answers = await Promise.all(TWENTY.map(post));
    expect(answers.map(({ status }) => status)).toEqual(TWENTY.map(() => 503));
    expect(answers[0]?.body).toMatchObject({ code: 'store_unavailable' });
    await other.end();
    expect((await post('B0')).status).toBe(201);
  });
});
