import { afterEach, describe, expect, it } from '@jest/globals';
import { NdjsonClient } from '../../support/http/ndjson-client.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';

const LINE_BYTES = 600 * 1024;
/** More than an address has room for at a time, and less than there is in all. */
const STREAMS = 30;

describe('streams of orders with long lines', () => {
  let app: TestApp;
  const clients: NdjsonClient[] = [];

  afterEach(async () => {
    clients.splice(0).forEach((client) => client.abort());
    await app.dispose();
  });

  function open(): NdjsonClient {
    const client = new NdjsonClient(app.url);
    clients.push(client);
    return client;
  }

  const padding = ' '.repeat(LINE_BYTES);

  /** How many of them are refused; the others are held open. */
  async function refusedOfUnfinished(): Promise<() => number> {
    let refused = 0;
    for (let count = 0; count < STREAMS; count++) {
      const client = open();
      client.response().then(
        ({ statusCode }) => (refused += Number(statusCode === 503)),
        () => undefined,
      );
      if (!client.send(padding)) await client.whenDrained();
    }
    return () => refused;
  }

  it('take no room once the line has ended', async () => {
    app = await TestApp.start();
    for (let count = 0; count < STREAMS; count++) {
      const client = open();
      client.send(padding, orderBody({ order_id: `A${count}` }));
      expect(await client.next()).toMatchObject({ result: 'created' });
    }
  });

  it('that do not end take a quarter of the room for one address', async () => {
    app = await TestApp.start();
    const refused = await refusedOfUnfinished();
    await until(() => Promise.resolve(refused() > 0));
    clients.splice(0).forEach((client) => client.abort());
    await until(async () => {
      const client = open();
      client.send(padding, orderBody());
      return (await client.response()).statusCode === 200;
    });
  });

  it('may take all of it where all clients have the address of a proxy', async () => {
    app = await TestApp.start({ settings: { MAX_CONNECTIONS_PER_ADDRESS: '0' } });
    const refused = await refusedOfUnfinished();
    const last = open();
    last.send(padding, orderBody());
    expect((await last.response()).statusCode).toBe(200);
    expect(refused()).toBe(0);
  });
});
