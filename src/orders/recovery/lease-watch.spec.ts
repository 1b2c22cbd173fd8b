import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { claimed, LEASE_MS } from '../../../test/support/order-fixtures.js';
import { ClockWatch } from '../../common/clock-watch.js';
import { Settings } from '../../config/settings.js';
import { LeasePolicy } from './lease-policy.js';
import { LeaseWatch } from './lease-watch.js';
import type { OrderCursor } from '../queries/order-cursor.js';
import type { OrderQueries } from '../queries/order-queries.js';
import type { Lease } from '../domain/order-rules.js';

const DAY_MS = 86_400_000;
const SECOND_MS = 1000;
/** As many as are taken back in one go. */
const STEP = 5000;
/** More than are kept in mind. */
const STEPS = 26;

describe('the watch over leases', () => {
  let clock: ManualClock;
  let leases: (Lease & OrderCursor)[];
  let watch: LeaseWatch;
  let longestPage: number;

  beforeEach(() => {
    clock = new ManualClock();
    const reader = {
      leases: (limit: number, after?: OrderCursor) => {
        const page = leases.filter(({ id }) => id > (after?.id ?? -1)).slice(0, limit);
        longestPage = Math.max(longestPage, page.length);
        return Promise.resolve(page);
      },
    } as unknown as OrderQueries;
    longestPage = 0;
    const policy = new LeasePolicy({ isAlone: true }, new Settings());
    watch = new LeaseWatch(reader, policy, clock, new ClockWatch(clock));
  });

  const lease = (endsInMs: number, attempts = 1, id = claimed.id): Lease & OrderCursor => ({
    id,
    createdAt: claimed.createdAt,
    orderId: `A${id}`,
    attempts,
    dueAt: clock.nowMs() + endsInMs,
  });

  it('tells which have run out', async () => {
    leases = [lease(LEASE_MS)];
    clock.advance(LEASE_MS - 1);
    expect(await watch.lost()).toEqual([]);
    clock.advance(1);
    expect(await watch.lost()).toEqual(leases);
  });

  it('does not let one run out because the clock jumps ahead', async () => {
    leases = [lease(LEASE_MS)];
    clock.jump(DAY_MS);
    expect(await watch.lost()).toEqual([]);
    clock.advance(LEASE_MS);
    expect(await watch.lost()).toEqual(leases);
  });

  it('takes one for lost that nobody renews for as long as one lasts, however far off its end', async () => {
    leases = [lease(DAY_MS)];
    expect(await watch.lost()).toEqual([]);
    clock.advance(LEASE_MS - 1);
    expect(await watch.lost()).toEqual([]);
    clock.advance(1);
    expect(await watch.lost()).toEqual(leases);
  });

  it('does not let one run out that came up with its end in the past: its worker has another clock', async () => {
    leases = [];
    await watch.lost();
    clock.advance(1000);
    leases = [lease(-DAY_MS)];
    expect(await watch.lost()).toEqual([]);
    clock.advance(LEASE_MS);
    expect(await watch.lost()).toEqual(leases);
  });

  it('believes what it finds when it has not looked for long', async () => {
    leases = [];
    await watch.lost();
    clock.advance(LEASE_MS);
    leases = [lease(-1)];
    expect(await watch.lost()).toEqual(leases);
  });

  it('begins anew with each renewal, and with each attempt', async () => {
    for (const changed of [() => lease(DAY_MS), () => lease(DAY_MS, 2)]) {
      leases = [changed()];
      expect(await watch.lost()).toEqual([]);
      clock.advance(LEASE_MS - 1);
    }
    expect(await watch.lost()).toEqual([]);
    clock.advance(1);
    expect(await watch.lost()).toEqual(leases);
  });

  it('begins at the first one when it has not looked for long', async () => {
    leases = Array.from({ length: 2 * STEP }, (_, order) => lease(DAY_MS, 1, order + 1));
    await watch.lost();
    await watch.lost();
    clock.advance(LEASE_MS);
    leases.unshift(lease(-1, 1, 0));
    expect(await watch.lost()).toContain(leases[0]);
  });

  it('finds very many one page after another, none of them later for those before', async () => {
    leases = Array.from({ length: STEPS * STEP }, (_, order) => lease(-DAY_MS, 1, order));
    let looks = 0;
    for (; leases.length > 0; looks++) {
      const gone = new Set((await watch.lost()).slice(0, STEP));
      gone.forEach((one) => watch.forget(one));
      const ids = new Set([...gone].map(({ orderId }) => orderId));
      leases = leases.filter(({ orderId }) => !ids.has(orderId));
      clock.advance(SECOND_MS);
    }
    expect(looks).toBeLessThanOrEqual(STEPS + LEASE_MS / SECOND_MS + 1);
    expect(longestPage).toBe(STEP);
  });
});
