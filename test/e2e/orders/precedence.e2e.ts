import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OrderLanes } from '../../../src/orders/store/lanes/order-lanes.js';
import { ORDER_FAULTS } from '../../support/order-faults.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

const EACH = '/orders/batch?on_error=reject_failed_rows';
/** What the store lets wait of bulk. */
const FULL = 10;
const BATCH = 1000;

describe('a store that is full of batches', () => {
  let app: TestApp;
  let processor: GatedProcessor;
  let goOn: () => void;

  beforeEach(async () => {
    processor = new GatedProcessor();
    app = await TestApp.start({ processor, settings: { MAX_ATTEMPTS: '1', WORKER_CONCURRENCY: '3' } });
  });

  afterEach(async () => {
    goOn();
    processor.openAll();
    await app.dispose();
  });

  /** Lets nothing be committed until `goOn` is called. */
  function hold(): Promise<void> {
    return new Promise((isHeld) => {
      void app.get(OrderLanes).atRest(() => {
        isHeld();
        return new Promise<void>((resolve) => (goOn = resolve));
      });
    });
  }

  const rows = (batch: number) =>
    Array.from({ length: BATCH }, (_, row) => orderBody({ order_id: `B${batch}-${row}` }));

  it('still takes single orders, cancels them, and records what workers have done, before the batches', async () => {
    for (const order_id of ['A1', 'A2']) await app.post('/orders', orderBody({ order_id }));
    const [first] = [await processor.attempt(1), await processor.attempt(2)];
    await hold();
    const answered: string[] = [];
    const note = <Result>(name: string, answer: Promise<Result>): Promise<Result> =>
      answer.finally(() => answered.push(name));

    const batches = Array.from({ length: FULL + 1 }, (_, batch) =>
      note('batch', app.post(EACH, rows(batch))),
    );
    // One too many is refused, which shows that all the others wait.
    const refused = await Promise.race(batches);
    expect([refused.status, refused.body]).toEqual([503, expect.objectContaining({ code: 'store_busy' })]);
    answered.length = 0;
    const completed = note('completed', app.whenReached('completed'));
    first.open();
    const single = note('single', app.post('/orders', orderBody({ order_id: 'A3' })));
    const cancelled = note('cancelled', app.post('/orders/A2/cancel'));
    await app.request('/orders/A1');

    goOn();
    await completed;
    expect((await single).status).toBe(201);
    expect((await cancelled).status).toBe(200);
    const statuses = (await Promise.all(batches)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(FULL);
    expect(answered.slice(0, 4)).toEqual(expect.arrayContaining(['completed', 'single', 'cancelled']));
    expect((await app.request('/orders/A1')).body).toMatchObject({ status: 'completed', attempts: 1 });
    expect(await app.sql(ORDER_FAULTS.timelinesWithGaps)).toEqual([{ n: 0 }]);
  });
});
