import { expect } from '@jest/globals';
import { type FaultRig } from './fault-rig.js';
import {
  type Outcome,
  isAcknowledged,
  orderIdsOf,
  postOrder,
  postWhile,
} from '../../support/http/clients.js';

const CLIENTS = 4;
const ORDERS_BEFORE = 50;
const LONGEST_RECOVERY_MS = 5000;

interface Outage {
  readonly begin: () => Promise<void>;
  readonly goesOn: (outcomes: readonly Outcome[]) => boolean;
  readonly end: () => Promise<void>;
}

/**
 * Posts before, during and after a time in which orders cannot be stored, to one and the same process: what it cannot
 * store it refuses, what it has acknowledged is there, and it takes orders again soon after.
 */
export async function rideOut(rig: FaultRig, { begin, goesOn, end }: Outage): Promise<void> {
  const { url, pid } = rig.service;
  const before = await postWhile(url, 'A', CLIENTS, (outcomes) => outcomes.length < ORDERS_BEFORE);
  await begin();
  const during = await postWhile(url, 'B', CLIENTS, goesOn);
  await end();
  const after = await postUntilTaken(url);
  const all = [...before, ...during, ...after];

  expect(during.filter(({ status }) => status === 503).length).toBeGreaterThan(0);
  const refused = all.filter((outcome) => !isAcknowledged(outcome));
  for (const refusal of refused) {
    expect(refusal).toMatchObject({ status: 503, code: 'store_unavailable', retryAfter: '1' });
  }
  const acknowledged = new Set(orderIdsOf(all.filter(isAcknowledged)));
  expect(await rig.expectSound(acknowledged)).toMatchObject({ orders: acknowledged.size });
  expect(rig.service.pid).toBe(pid);
}

async function postUntilTaken(url: string): Promise<Outcome[]> {
  const begin = performance.now();
  const outcomes = await postWhile(url, 'C', 1, (all) => !all.some(isAcknowledged));
  expect(performance.now() - begin).toBeLessThan(LONGEST_RECOVERY_MS);
  // One that was refused is taken like any other, once it is sent again.
  const refused = outcomes.find((outcome) => !isAcknowledged(outcome));
  return refused ? [...outcomes, await postOrder(url, { order_id: refused.orderId })] : outcomes;
}
