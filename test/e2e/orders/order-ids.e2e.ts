import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NASTY_IDS, SHORT_NASTY_IDS, WRONG_IDS } from '../../support/nasty-ids.js';
import { orderBody } from '../../support/orders.js';
import { exchange, raw } from '../../support/http/raw-http.js';
import { TestApp } from '../../support/test-app.js';
import { FailingProcessor } from '../../support/test-processors.js';

interface OrderPage {
  readonly data: readonly { readonly order_id: string }[];
  readonly next_cursor: string | null;
}

const order = (order_id: string) => orderBody({ order_id });
const pathOf = (id: string) => `/orders/${encodeURIComponent(id)}`;
/** Percent-encoded as clients do that encode all they can. */
const encodedAll = (id: string) => Buffer.from(id).toString('hex').replace(/../g, '%$&');

describe('an order id as shops have them', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ processor: new FailingProcessor(), settings: { MAX_ATTEMPTS: '1' } });
    const failed = app.whenReached('failed', NASTY_IDS.length);
    const locations = await Promise.all(NASTY_IDS.map((id) => app.post('/orders', order(id))));
    expect(locations.map(({ status, headers }) => [status, headers.get('location')])).toEqual(
      NASTY_IDS.map((id) => [201, pathOf(id)]),
    );
    await failed;
  });

  afterAll(() => app.dispose());

  const get = async (path: string) => (await app.request(path)).body;

  it('is nobody else’s', () => {
    expect(new Set(NASTY_IDS).size).toBe(NASTY_IDS.length);
  });

  it.each(NASTY_IDS)('%j is answered where Location says', async (order_id) => {
    expect(await get(pathOf(order_id))).toMatchObject({ order_id });
  });

  it.each(NASTY_IDS)('%j is found with every byte percent-encoded', async (order_id) => {
    // Not by a client that would decode it.
    const [answer] = await exchange(app.url, raw(`GET /orders/${encodedAll(order_id)}`));
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ order_id });
  });

  it.each(NASTY_IDS)('%j is processed once, as its timeline tells', async (order_id) => {
    const { data } = (await get(`${pathOf(order_id)}/events`)) as { data: { type: string }[] };
    expect(data.map(({ type }) => type)).toEqual(['created', 'claimed', 'failed']);
  });

  it('is in the list as it is', async () => {
    const listed: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = (await get(`/orders?limit=100${cursor && `&cursor=${cursor}`}`)) as OrderPage;
      listed.push(...page.data.map(({ order_id }) => order_id));
      cursor = page.next_cursor;
    }
    expect(listed.sort()).toEqual([...NASTY_IDS].sort());
    expect(await get('/metrics')).toMatchObject({ total_orders: NASTY_IDS.length });
  });

  it('is the same order when it comes again, alone or in a batch', async () => {
    for (const id of NASTY_IDS) {
      const { status, headers } = await app.post('/orders', order(id));
      expect([status, headers.get('location')]).toEqual([200, pathOf(id)]);
    }
    const rows = NASTY_IDS.map((order_id, row) => ({ row, order_id, result: 'replayed' }));
    const { body } = await app.post('/orders/batch', NASTY_IDS.map(order));
    expect((body as { results: object[] }).results).toEqual(rows);
    const lines = await fetch(`${app.url}/orders/batch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson', Connection: 'close' },
      body: NASTY_IDS.map((id) => `${JSON.stringify(order(id))}\n`).join(''),
    });
    const results = (await lines.text()).trimEnd().split('\n');
    expect(results.map((line) => JSON.parse(line) as object)).toEqual(rows);
  });

  it.each(SHORT_NASTY_IDS)('%j is run again and cancelled by it', async (order_id) => {
    await app.post('/processing/pause');
    expect(await app.post(`${pathOf(order_id)}/retry`)).toMatchObject({
      status: 200,
      body: { order_id, status: 'pending' },
    });
    expect(await app.post(`${pathOf(order_id)}/cancel`)).toMatchObject({
      status: 200,
      body: { order_id, status: 'cancelled' },
    });
    const again = await app.post(`${pathOf(order_id)}/retry`);
    expect(again).toMatchObject({
      status: 409,
      body: { code: 'order_is_cancelled', instance: `${pathOf(order_id)}/retry` },
    });
  });

  it('may not be anything else, in a body, a batch or a path', async () => {
    const refused = WRONG_IDS.map((_, row) => `/${row}/order_id`).slice(0, 20);
    const batch = await app.post('/orders/batch', WRONG_IDS.map(order));
    expect((batch.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(
      refused,
    );
    for (const id of WRONG_IDS) {
      const { status, body } = await app.post('/orders', order(id));
      expect([id, status, body]).toMatchObject([id, 400, { errors: [{ pointer: '/order_id' }] }]);
      const isSendable = id.isWellFormed() && id.length > 0 && encodedAll(id).length < 10_000;
      if (!isSendable) continue;
      const [answer] = await exchange(app.url, raw(`GET /orders/${encodedAll(id)}`));
      expect([id, answer?.status]).toEqual([id, 400]);
    }
    expect(await get('/metrics')).toMatchObject({ total_orders: NASTY_IDS.length });
  });
});
