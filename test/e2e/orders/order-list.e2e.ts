import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';

interface Page {
  readonly data: readonly { readonly order_id: string; readonly created_at: string }[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/** Orders O00 … O49, three at each moment, of two users. */
const ORDERS = Array.from({ length: 50 }, (_, index) => `O${String(index).padStart(2, '0')}`);
/** As long as a number in a cursor may be. */
const LARGEST_NUMBER = 999_999_999_999_999;
const NEWEST_FIRST = ORDERS.toReversed();

describe('the list of orders', () => {
  const clock = new ManualClock();
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ clock });
    const done = app.whenReached('completed', ORDERS.length);
    for (const [index, order_id] of ORDERS.entries()) {
      if (index % 3 === 0) clock.advance(1000);
      await app.post('/orders', orderBody({ order_id, user_id: index % 2 === 0 ? 'even' : 'odd' }));
    }
    await done;
  });

  afterAll(() => app.dispose());

  async function list(query: Record<string, string>): Promise<Page> {
    const { status, body } = await app.request(`/orders?${new URLSearchParams(query).toString()}`);
    expect(status).toBe(200);
    return body as Page;
  }

  const ids = ({ data }: Page): string[] => data.map(({ order_id }) => order_id);

  it('has twenty orders a page, newest first', async () => {
    const page = await list({});
    expect(ids(page)).toEqual(NEWEST_FIRST.slice(0, 20));
    expect(page.has_more).toBe(true);
  });

  it.each([1, 2, 7, 25, 50, 100])('shows each order once over pages of %d', async (limit) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await list({ limit: String(limit), ...(cursor && { cursor }) });
      expect(page.has_more).toBe(page.next_cursor !== null);
      seen.push(...ids(page));
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen).toEqual(NEWEST_FIRST);
  });

  it('keeps its place while new orders come in', async () => {
    const first = await list({ limit: '5', user_id: 'even' });
    await app.post('/orders', orderBody({ order_id: 'later', user_id: 'even' }));
    const second = await list({ limit: '5', user_id: 'even', cursor: first.next_cursor ?? '' });
    const even = NEWEST_FIRST.filter((_, index) => index % 2 === 1);
    expect([...ids(first), ...ids(second)]).toEqual(even.slice(0, 10));
  });

  it.each([
    [0, 0],
    [0, LARGEST_NUMBER],
    [LARGEST_NUMBER, 0],
    [LARGEST_NUMBER, LARGEST_NUMBER],
    [Date.parse('2025-02-23'), 2 ** 31],
    [Date.parse('2025-02-23'), 2 ** 32],
    [8_640_000_000_000_001, 1],
    [1, 1e18],
    [1, 0.5],
    [-1, -1],
  ])('answers a cursor of %d and %d with a page, or says that it is none', async (createdAt, id) => {
    for (const filter of ['', '&status=completed', '&user_id=odd']) {
      const cursor = Buffer.from(`${createdAt}.${id}`).toString('base64url');
      const { status } = await app.request(`/orders?cursor=${cursor}${filter}`);
      expect([200, 400]).toContain(status);
    }
  });

  it.each(['0100-01-01', '1969-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999999999-23:59'])(
    'can be narrowed by %s, at the edge of what a time may be',
    async (time) => {
      const isPast = time < '2025';
      expect(ids(await list({ created_after: time, limit: '1' }))).toHaveLength(isPast ? 1 : 0);
      expect(ids(await list({ created_before: time, limit: '1' }))).toHaveLength(isPast ? 0 : 1);
    },
  );

  it('can be narrowed by status', async () => {
    expect(ids(await list({ status: 'completed', user_id: 'odd', limit: '100' }))).toHaveLength(25);
    expect(await list({ status: 'failed' })).toEqual({ data: [], has_more: false, next_cursor: null });
  });

  it('can be narrowed by time, bounds excluded', async () => {
    const at = async (order_id: string): Promise<string> =>
      ((await app.request(`/orders/${order_id}`)).body as { created_at: string }).created_at;
    const between = { created_after: await at('O02'), created_before: await at('O09'), limit: '100' };
    expect(ids(await list(between))).toEqual(['O08', 'O07', 'O06', 'O05', 'O04', 'O03']);
  });
});
