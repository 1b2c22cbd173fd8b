import { afterEach, describe, expect, it } from '@jest/globals';
import { ids } from '../support/clients.js';
import { request } from '../support/http.js';
import { postOrders } from '../support/load.js';
import { orderBody } from '../support/orders.js';
import { SERVERS, TestDatabase } from '../support/test-database.js';
import { Fleet } from './fleet.js';
import { expectOneEffectEach, expectSound } from './soundness.js';

const INSTANCES = 3;
const BATCH = 500;
/** For each instance. */
const CLIENTS = 8;

describe('three instances that take and work', () => {
  let fleet: Fleet;

  afterEach(() => fleet.dispose());

  async function start(server: string): Promise<string[]> {
    fleet = await Fleet.on(await TestDatabase.createOn(server));
    const started = Array.from({ length: INSTANCES }, () => fleet.start());
    return (await Promise.all(started)).map(({ url }) => url);
  }

  async function postBatch(url: string, orderIds: readonly string[]): Promise<void> {
    const body = JSON.stringify(orderIds.map((order_id) => orderBody({ order_id })));
    const headers = { 'Content-Type': 'application/json' };
    const answer = await request(`${url}/orders/batch`, { method: 'POST', headers, body });
    expect(answer.body).toMatchObject({ created: orderIds.length });
  }

  /** Posts a third to each instance, half of it in batches while the other half comes one by one. */
  async function post(urls: readonly string[], orders: number): Promise<string[]> {
    const all = await Promise.all(
      urls.map(async (url, index) => {
        const half = Math.ceil(orders / urls.length / 2);
        const [single, batched] = [ids(`S${index}`, half), ids(`B${index}`, half)];
        const posted = postOrders(url, single, CLIENTS);
        for (let from = 0; from < half; from += BATCH)
          await postBatch(url, batched.slice(from, from + BATCH));
        expect((await posted).size).toBe(half);
        return [...single, ...batched];
      }),
    );
    return all.flat();
  }

  it.each([
    ['PostgreSQL', SERVERS.postgres, 10_000],
    ['MariaDB', SERVERS.mysql, 1000],
  ])('on %s complete every order with one effect, and count the same', async (_name, server, orders) => {
    const urls = await start(server);
    const posted = await post(urls, orders);
    expect(posted.length).toBeGreaterThanOrEqual(orders);
    await expectSound(fleet, posted);
    expectOneEffectEach(fleet);
  });
});
