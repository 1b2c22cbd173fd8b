import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../../../src/config/durations.js';
import { OrderRetention } from '../../../src/orders/retention/order-retention.js';
import { EventSourceClient, toEvent } from '../../support/http/event-source.js';
import type { Answer } from '../../support/http/http.js';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';

interface Page {
  readonly data: readonly { position: number; order_id: string; type: string; sequence: number }[];
  readonly has_more: boolean;
  readonly next_after: number;
  readonly oldest: number;
}

const STREAM = { Accept: 'text/event-stream' };

describe('the live events of all orders', () => {
  let app: TestApp;
  let clock: ManualClock;
  let clients: EventSourceClient[];

  beforeEach(async () => {
    clients = [];
    clock = new ManualClock();
    app = await TestApp.start({ clock, settings: { RETENTION_DAYS: '30' } });
    await app.post('/processing/pause');
  });

  afterEach(async () => {
    clients.forEach((client) => client.close());
    await app.dispose();
  });

  const post = (order_id: string, user_id = 'user1'): Promise<Answer> =>
    app.post('/orders', orderBody({ order_id, user_id }));
  const cancel = (order_id: string): Promise<Answer> => app.post(`/orders/${order_id}/cancel`);

  async function read(query = ''): Promise<Page> {
    return (await app.request(`/events${query}`)).body as Page;
  }

  async function told(query = ''): Promise<string[]> {
    return (await read(query)).data.map(({ position, order_id, type }) => `${position} ${order_id} ${type}`);
  }

  async function follow(query = '', headers: Record<string, string> = {}): Promise<EventSourceClient> {
    const client = await EventSourceClient.open(`${app.url}/events${query}`, headers);
    clients.push(client);
    return client;
  }

  it('are told live, and resumed behind the last one seen', async () => {
    await post('A');
    const client = await follow();
    expect(toEvent(await client.next())).toBe('1 created');
    await post('B');
    expect(toEvent(await client.next())).toBe('2 created');
    client.close();
    await cancel('B');
    const resumed = await follow('?after=0', { 'Last-Event-ID': '2' });
    expect(toEvent(await resumed.next())).toBe('3 cancelled');
    const filtered = await follow('?type=cancelled');
    expect(toEvent(await filtered.next())).toBe('3 cancelled');
    await cancel('A');
    expect(toEvent(await filtered.next())).toBe('4 cancelled');
  });

  it('refuse to resume behind an event that is not there', async () => {
    for (const id of ['1', 'x']) {
      const { status } = await app.request('/events', { headers: { ...STREAM, 'Last-Event-ID': id } });
      expect(status).toBe(400);
    }
  });

  it('say what retention has removed, and never number it anew', async () => {
    for (const id of ['A', 'B', 'C']) await post(id);
    await cancel('A');
    await cancel('C');
    clock.advance(31 * DAY_MS);
    await app.get(OrderRetention).run();
    expect(await read()).toMatchObject({ data: [{ position: 2, order_id: 'B' }], next_after: 5, oldest: 6 });
    await post('D');
    expect(await told('?after=5')).toEqual(['6 D created']);
    const client = await follow();
    expect(await client.next()).toBe('event: oldest\ndata: {"oldest":6}');
    expect(toEvent(await client.next())).toBe('2 created');
    expect(toEvent(await client.next())).toBe('6 created');
    const later = await follow('?after=5');
    expect(toEvent(await later.next())).toBe('6 created');
  });
});
