import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultRig } from './rig/fault-rig.js';
import { ids, isAcknowledged, orderIdsOf, postOrder } from '../support/http/clients.js';

const CONCURRENCY = 2;
const SETTINGS = {
  WORKER_CONCURRENCY: String(CONCURRENCY),
  PROCESSING_TIMEOUT_MS: '300',
  MAX_ATTEMPTS: '3',
  WORK_MIN_MS: '20',
  WORK_MAX_MS: '60',
};
/** More than there are workers: if one of them kept its slot, the rest would not get done. */
const ORDERS = 3 * CONCURRENCY;

interface Step {
  readonly type: string;
  readonly attempt: number;
}

describe('work that goes wrong at its first attempt', () => {
  let rig: FaultRig;

  beforeEach(async () => {
    rig = await FaultRig.create();
    await rig.start(SETTINGS);
  });

  afterEach(() => rig.dispose());

  it.each([
    ['throws', 'fault:throw'],
    ['hangs and does not listen', 'fault:hang'],
    ['comes back after another attempt has begun', 'fault:late'],
  ])('is done by the second one and frees its worker, if it %s', async (_fault, item) => {
    const faulty = ids('F', ORDERS);
    const posts = [
      ...faulty.map((order_id) => postOrder(rig.url, { order_id, item_ids: ['item1', item] })),
      ...ids('A', ORDERS).map((order_id) => postOrder(rig.url, { order_id })),
    ];
    const outcomes = await Promise.all(posts);
    expect(outcomes.every(isAcknowledged)).toBe(true);

    const figures = await rig.expectSound(orderIdsOf(outcomes));
    expect(figures).toMatchObject({ orders: 2 * ORDERS, effects: 2 * ORDERS, executions: 3 * ORDERS });
    for (const orderId of faulty) {
      expect(await stepsOf(orderId)).toEqual([
        { type: 'created', attempt: 0 },
        { type: 'claimed', attempt: 1 },
        { type: 'attempt_failed', attempt: 1 },
        { type: 'claimed', attempt: 2 },
        { type: 'completed', attempt: 2 },
      ]);
    }
  });

  function stepsOf(orderId: string): Promise<Step[]> {
    return rig.sql<Step>(
      `SELECT type, attempt FROM order_timeline t JOIN orders o ON o.id = t.order_pk
       WHERE o.order_id = '${orderId}' ORDER BY t.sequence`,
    );
  }
});
