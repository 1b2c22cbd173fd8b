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
/** Leases recovered per call. */
const STEP = 5000;
/** More leases than the watch remembers. */
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

  it('reports expired leases', async () => {
    leases = [lease(LEASE_MS)];
    clock.advance(LEASE_MS - 1);
    expect(await watch.lost()).toEqual([]);
    clock.advance(1);
    expect(await watch.lost()).toEqual(leases);
  });

  it('expires no lease because the clock jumps ahead', async () => {
    leases = [lease(LEASE_MS)];
    clock.jump(DAY_MS);
    expect(await watch.lost()).toEqual([]);
    clock.advance(LEASE_MS);
    expect(await watch.lost()).toEqual(leases);
  });

  it('reports a lease that is not renewed for its duration, however far off its expiry', async () => {
    leases = [lease(DAY_MS)];
    expect(await watch.lost()).toEqual([]);
    clock.advance(LEASE_MS - 1);
    expect(await watch.lost()).toEqual([]);
    clock.advance(1);
    expect(await watch.lost()).toEqual(leases);
  });

  it('does not trust the expiry of a new lease that lies in the past: its worker has another clock', async () => {
    leases = [];
    await watch.lost();
    clock.advance(1000);
    leases = [lease(-DAY_MS)];
    expect(await watch.lost()).toEqual([]);
    clock.advance(LEASE_MS);
    expect(await watch.lost()).toEqual(leases);
  });

  it('trusts expiries after a long pause of the scan', async () => {
    leases = [];
    await watch.lost();
    clock.advance(LEASE_MS);
    leases = [lease(-1)];
    expect(await watch.lost()).toEqual(leases);
  });

  it('restarts the measured time with each renewal and each attempt', async () => {
    for (const changed of [() => lease(DAY_MS), () => lease(DAY_MS, 2)]) {
      leases = [changed()];
      expect(await watch.lost()).toEqual([]);
      clock.advance(LEASE_MS - 1);
    }
    expect(await watch.lost()).toEqual([]);
    clock.advance(1);
    expect(await watch.lost()).toEqual(leases);
  });

  it('restarts at the first lease after a long pause of the scan', async () => {
    leases = Array.from({ length: 2 * STEP }, (_, order) => lease(DAY_MS, 1, order + 1));
    await watch.lost();
    await watch.lost();
    clock.advance(LEASE_MS);
    leases.unshift(lease(-1, 1, 0));
    expect(await watch.lost()).toContain(leases[0]);
  });

  it('finds very many leases page by page, with a bounded delay', async () => {
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
