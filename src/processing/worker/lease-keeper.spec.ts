import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { claimed } from '../../../test/support/order-fixtures.js';
import type { OrderAttempts } from '../../orders/order-attempts.js';
import type { Order } from '../../orders/domain/order.entity.js';
import { LeaseKeeper } from './lease-keeper.js';

const RENEWAL_MS = 5000;
const other = { ...claimed, orderId: 'A0002' };

function keeper(renew: (orders: readonly Order[]) => Order[], isRenewed = true): [LeaseKeeper, ManualClock] {
  const clock = new ManualClock();
  const attempts = { renew: (orders: Order[]) => Promise.resolve(renew(orders)) };
  const policy = { isRenewed, durationMs: 3 * RENEWAL_MS };
  return [new LeaseKeeper(attempts as unknown as OrderAttempts, policy, clock), clock];
}

describe('the keeper of leases', () => {
  it('renews all in one go, and tells whose order is lost', async () => {
    const renewals: string[][] = [];
    const [leases, clock] = keeper((orders) => {
      renewals.push(orders.map(({ orderId }) => orderId));
      return orders.filter((order) => order === other);
    });
    const lost: string[] = [];
    leases.hold(claimed, () => lost.push('A0001'));
    const letGo = leases.hold(other, () => lost.push('A0002'));
    clock.advance(RENEWAL_MS);
    await new Promise(setImmediate);
    expect([renewals, lost]).toEqual([[['A0001', 'A0002']], ['A0002']]);
    letGo();
    clock.advance(RENEWAL_MS);
    expect(renewals).toEqual([['A0001', 'A0002'], ['A0001']]);
  });

  it('holds no timer when nothing is at work, or nothing has to be renewed', () => {
    const [leases, clock] = keeper(() => []);
    leases.hold(claimed, () => undefined)();
    expect(clock.sleeping).toBe(0);
    const [idle, idleClock] = keeper(() => [], false);
    idle.hold(claimed, () => undefined);
    expect(idleClock.sleeping).toBe(0);
  });
});
