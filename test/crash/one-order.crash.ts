import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultRig } from './rig/fault-rig.js';
import { postOrder } from '../support/http/clients.js';
import { crashRounds, reportProgress } from './rig/rounds.js';

const ROUNDS = crashRounds(10);
const POSTS = 100;

describe('one order, posted a hundred times at once', () => {
  let rig: FaultRig;

  beforeEach(async () => {
    rig = await FaultRig.create();
  });

  afterEach(() => rig.dispose());

  it(
    `is taken once and replayed to all others, in each of ${ROUNDS} rounds`,
    async () => {
      const { url } = await rig.start();
      const orderIds = Array.from({ length: ROUNDS }, (_, index) => `A${index + 1}`);
      for (const [index, order_id] of orderIds.entries()) {
        const posts = Array.from({ length: POSTS }, () => postOrder(url, { order_id }));
        const statuses = (await Promise.all(posts)).map(({ status, code }) => status ?? code).sort();
        expect(statuses).toEqual([...Array<number>(POSTS - 1).fill(200), 201]);
        reportProgress('One order a hundred times', index + 1, ROUNDS);
      }
      const figures = await rig.expectSound(orderIds);
      expect(figures).toMatchObject({ orders: ROUNDS, effects: ROUNDS, executions: ROUNDS });
    },
    60_000 + ROUNDS * 1000,
  );
});
