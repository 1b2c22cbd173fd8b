import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestDatabase } from '../support/database/test-database.js';
import { EventSourceClient } from '../support/http/event-source.js';
import { orderBody } from '../support/orders.js';
import { TestApp } from '../support/test-app.js';

const INSTANCES = 3;
const ORDERS = 60;

describe('the events of several instances', () => {
  let apps: TestApp[];
  let clients: EventSourceClient[];

  beforeEach(async () => {
    apps = [];
    clients = [];
    const database = await TestDatabase.create();
    for (let n = 0; n < INSTANCES; n++)
      apps.push(await TestApp.start({ database, settings: { ROLE: 'api' } }));
  });

  afterEach(async () => {
    clients.forEach((client) => client.close());
    const [first, ...others] = apps;
    for (const app of others) await app.stop();
    await first?.dispose();
  });

  async function follow(app: TestApp): Promise<EventSourceClient> {
    const client = await EventSourceClient.open(`${app.url}/events?type=created`);
    clients.push(client);
    return client;
  }

  /** As many events as there are orders, as `position order_id`. */
  async function readAll(client: EventSourceClient): Promise<string[]> {
    const events: string[] = [];
    while (events.length < ORDERS) {
      const block = (await client.next()) ?? 'the end';
      expect(block).not.toBe('the end');
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data === undefined) continue;
      const { position, order_id } = JSON.parse(data) as { position: number; order_id: string };
      events.push(`${position} ${order_id}`);
    }
    return events;
  }

  it('are the same sequence for the readers of each, without a gap', async () => {
    const read = (await Promise.all(apps.map(follow))).map(readAll);
    const posts = apps.flatMap((app, instance) =>
      Array.from({ length: ORDERS / INSTANCES }, (_, n) =>
        app.post('/orders', orderBody({ order_id: `${instance}-${n}` })),
      ),
    );
    await Promise.all(posts);
    const [first, ...others] = await Promise.all(read);
    expect(first?.map((event) => Number.parseInt(event, 10))).toEqual(posts.map((_, index) => index + 1));
    expect(new Set(first?.map((event) => event.split(' ')[1])).size).toBe(ORDERS);
    for (const other of others) expect(other).toEqual(first);
  });
});
