import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultRig } from './rig/fault-rig.js';
import { ids, isAcknowledged, orderIdsOf, postOrder } from '../support/http/clients.js';

const KILL_ON_CREATED = { FAIL_KILL_ON: 'order.created' };

describe('a service that is killed at the worst moment', () => {
  let rig: FaultRig;

  beforeEach(async () => {
    rig = await FaultRig.create();
  });

  afterEach(() => rig.dispose());

  it.each([1, 5])(
    'completes what it had committed, but not put in line yet, killed at commit number %i',
    async (FAIL_KILL_AT) => {
      const { url, ended } = await rig.start({ ...KILL_ON_CREATED, FAIL_KILL_AT: String(FAIL_KILL_AT) });
      const outcomes = await Promise.all(ids('A', 20).map((order_id) => postOrder(url, { order_id })));
      expect(await ended).toBe('SIGKILL');
      const acknowledged = orderIdsOf(outcomes.filter(isAcknowledged));
      expect(acknowledged.length).toBeLessThan(outcomes.length);

      const stored = await rig.sql<{ order_id: string }>(`SELECT order_id FROM orders`);
      expect(stored.length).toBeGreaterThanOrEqual(FAIL_KILL_AT);
      await rig.start();
      expect(await rig.expectSound(acknowledged)).toMatchObject({ orders: stored.length });
    },
  );

  it('does not repeat an effect that it had not recorded yet', async () => {
    const { url, ended } = await rig.start({ WORK_MIN_MS: '20', WORK_MAX_MS: '60' });
    const neighbours = ids('A', 10).map((order_id) => postOrder(url, { order_id }));
    const deadly = postOrder(url, { order_id: 'K', item_ids: ['item1', 'fault:kill-after-effect'] });
    const outcomes = await Promise.all([...neighbours, deadly]);
    expect(await ended).toBe('SIGKILL');

    await rig.start();
    await rig.expectSound(orderIdsOf(outcomes.filter(isAcknowledged)));
    const steps = await rig.sql<{ type: string }>(
      `SELECT type FROM order_timeline t JOIN orders o ON o.id = t.order_pk
       WHERE o.order_id = 'K' ORDER BY t.sequence`,
    );
    expect(steps.map(({ type }) => type)).toEqual([
      'created',
      'claimed',
      'recovered',
      'claimed',
      'completed',
    ]);
  });
});
