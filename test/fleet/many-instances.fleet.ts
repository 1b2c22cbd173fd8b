import { afterEach, describe, expect, it } from '@jest/globals';
import { ids } from '../support/http/clients.js';
import { request } from '../support/http/http.js';
import { postOrders } from '../support/http/load.js';
import { orderBody } from '../support/orders.js';
import { RedisServer } from '../support/servers/redis.js';
import { SERVERS, TestDatabase } from '../support/database/test-database.js';
import { Fleet } from './fleet.js';
import { expectOneEffectEach, expectSound } from './soundness.js';

const INSTANCES = 3;
/** What share comes one by one. */
const SINGLE = 0.25;
const BATCH = 500;
/** For each instance. */
const CLIENTS = 8;

describe('three instances that take and work', () => {
  let fleet: Fleet;

  afterEach(() => fleet.dispose());

  async function start(server: string): Promise<string[]> {
    fleet = await Fleet.on(await TestDatabase.createOn(server), await RedisServer.start());
    const started = Array.from({ length: INSTANCES }, () => fleet.start());
    return (await Promise.all(started)).map(({ url }) => url);
  }

  async function postBatch(url: string, orderIds: readonly string[]): Promise<void> {
    const body = JSON.stringify(orderIds.map((order_id) => orderBody({ order_id })));
    const headers = { 'Content-Type': 'application/json' };
    const answer = await request(`${url}/orders/batch`, { method: 'POST', headers, body });
    expect(answer.body).toMatchObject({ created: orderIds.length });
  }

  /** Posts a third to each instance, one by one and in batches at the same time. */
  async function post(urls: readonly string[], orders: number): Promise<string[]> {
    const posted = await Promise.all(
      urls.map(async (url, index) => {
        const all = ids(`A${index}`, Math.ceil(orders / urls.length));
        const [single, batched] = [all.slice(0, all.length * SINGLE), all.slice(all.length * SINGLE)];
        const singlePosts = postOrders(url, single, CLIENTS);
        for (let from = 0; from < batched.length; from += BATCH)
          await postBatch(url, batched.slice(from, from + BATCH));
        expect((await singlePosts).size).toBe(single.length);
        return all;
      }),
    );
    return posted.flat();
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
