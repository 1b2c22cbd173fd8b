import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OrderTotals } from '../../../src/orders/totals/order-totals.js';
import { orderBody } from '../../support/orders.js';
import { ServerPair } from '../../support/servers/server-pair.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

/** Connections of a pool, half of which read timelines: more than a commit has tries. */
const AT_ONCE = 40;

describe('reads after another server has taken over', () => {
  let servers: ServerPair;
  let app: TestApp;

  beforeEach(async () => {
    servers = await ServerPair.start();
    const schema = await TestApp.start({ database: servers.successor });
    await schema.stop();
    app = await TestApp.start({
      database: servers.database,
      processor: new GatedProcessor(),
      settings: { SHUTDOWN_TIMEOUT_MS: '0', DATABASE_POOL_SIZE: String(AT_ONCE) },
    });
    await post('before');
    await statusesOf('before');
  });

  afterEach(async () => {
    await app.stop();
    await servers.dispose();
  });

  const post = async (order_id: string): Promise<number> =>
    (await app.post('/orders', orderBody({ order_id }))).status;

  /** Asks for an order, and for its timeline by as many connections as there may be. */
  async function statusesOf(orderId: string): Promise<ReadonlySet<number>> {
    const timelines = Array.from({ length: AT_ONCE }, () => `/orders/${orderId}/events`);
    const answers = await Promise.all([...timelines, `/orders/${orderId}`].map((path) => app.request(path)));
    return new Set(answers.map(({ status }) => status));
  }

  it('are answered by the new one from the first acknowledged order on', async () => {
    await servers.demoteFirst();
    servers.leadToSecond();
    expect(await post('after')).toBe(201);
    expect(await statusesOf('after')).toEqual(new Set([200]));
    expect(await statusesOf('before')).toEqual(new Set([404]));
  });

  it('are so too by connections that were made while the address still led to the old one', async () => {
    await servers.demoteFirst();
    expect(await post('refused')).toBe(503);
    expect(await statusesOf('before')).toEqual(new Set([200]));
    servers.leadToSecond();
    expect(await post('after')).toBe(201);
    expect(await statusesOf('after')).toEqual(new Set([200]));
  });

  it('are so once totals could not be written, which are no orders', async () => {
    await servers.demoteFirst();
    servers.leadToSecond();
    await expect(app.get(OrderTotals).check()).rejects.toThrow(/read[- ]only/);
    expect(await statusesOf('before')).toEqual(new Set([404]));
  });
});
