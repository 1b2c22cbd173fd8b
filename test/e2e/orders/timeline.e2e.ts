import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OrderSweep } from '../../../src/processing/queue/order-sweep.js';
import { EventSourceClient, toEvent } from '../../support/http/event-source.js';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { RawConnection, raw } from '../../support/http/raw-http.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';
import { until } from '../../support/until.js';

const PATH = '/orders/A0001/events';
/** Of a change that the service has made itself. */
const OWN = { actor: null };
const LIVE = raw(`GET ${PATH}`, ['Accept: text/event-stream']);

describe('the timeline of an order', () => {
  let app: TestApp;
  let clock: ManualClock;
  let processor: GatedProcessor;
  let clients: EventSourceClient[];

  beforeEach(async () => {
    clients = [];
    clock = new ManualClock();
    processor = new GatedProcessor();
    app = await TestApp.start({
      clock,
      processor,
      settings: { WORKER_CONCURRENCY: '1', RETRY_MAX_MS: '500' },
    });
    await app.post('/orders', orderBody());
    await processor.attempt(1);
  });

  afterEach(async () => {
    clients.forEach((client) => client.close());
    processor.openAll();
    await app.dispose();
  });

  async function follow(headers: Record<string, string> = {}): Promise<EventSourceClient> {
    const client = await EventSourceClient.open(`${app.url}${PATH}`, headers);
    clients.push(client);
    return client;
  }

  async function failOnceThenComplete(): Promise<void> {
    const pending = app.whenReached('pending');
    processor.attempts[0]?.fail(new Error('No stock.'));
    await pending;
    clock.advance(500);
    await app.get(OrderSweep).sweep();
    const completed = app.whenReached('completed');
    (await processor.attempt(2)).open();
    await completed;
  }

  it('tells what happened, when, at which attempt and why', async () => {
    await failOnceThenComplete();
    const { status, body } = await app.request(PATH);
    expect(status).toBe(200);
    const at = (ms: number): string => new Date(Date.parse('2025-02-23T12:12:23.017Z') + ms).toISOString();
    const why = expect.stringMatching(/^No stock\. Retry due at 2025-02-23T12:12:23\.\d{3}Z\.$/);
    expect(body).toEqual({
      data: [
        { ...OWN, position: 1, sequence: 1, type: 'created', attempt: 0, at: at(0), detail: null },
        { ...OWN, position: 2, sequence: 2, type: 'claimed', attempt: 1, at: at(0), detail: null },
        { ...OWN, position: 3, sequence: 3, type: 'attempt_failed', attempt: 1, at: at(0), detail: why },
        { ...OWN, position: 4, sequence: 4, type: 'claimed', attempt: 2, at: at(500), detail: null },
        { ...OWN, position: 5, sequence: 5, type: 'completed', attempt: 2, at: at(500), detail: null },
      ],
      has_more: false,
      next_after: null,
    });
  });

  it('is not there for an order that is not, live or not', async () => {
    expect((await app.request('/orders/nobody/events')).body).toMatchObject({ code: 'order_not_found' });
    const headers = { Accept: 'text/event-stream' };
    expect((await app.request('/orders/nobody/events', { headers })).status).toBe(404);
  });

  it('can be followed live, up to the end', async () => {
    const client = await follow();
    expect(toEvent(await client.next())).toBe('1 created');
    expect(toEvent(await client.next())).toBe('2 claimed');
    await failOnceThenComplete();
    expect(await client.rest()).toEqual(['3 attempt_failed', '4 claimed', '5 completed']);
  });

  it('goes on without a gap or a double where a client left off', async () => {
    const first = await follow();
    await first.next();
    first.close();
    const second = await follow({ 'Last-Event-ID': '1' });
    await failOnceThenComplete();
    expect(await second.rest()).toEqual(['2 claimed', '3 attempt_failed', '4 claimed', '5 completed']);
  });

  it('has nothing more for a client that has seen the end', async () => {
    await failOnceThenComplete();
    expect((await follow({ 'Last-Event-ID': '5' })).status).toBe(204);
    expect((await follow({ 'Last-Event-ID': 'x' })).status).toBe(400);
    expect((await follow({ 'Last-Event-ID': '6' })).status).toBe(400);
    const headers = { Accept: 'text/event-stream' };
    expect((await app.request(PATH, { method: 'HEAD', headers })).status).toBe(200);
  });

  it('shows signs of life while nothing happens', async () => {
    const client = await follow({ 'Last-Event-ID': '1' });
    expect(toEvent(await client.next())).toBe('2 claimed');
    clock.advance(15_000);
    expect(await client.next()).toBe(': still here');
  });

  it('forgets clients whose connection breaks', async () => {
    const before = clock.sleeping;
    const connection = new RawConnection(app.url);
    connection.send(LIVE);
    await until(() => Promise.resolve(clock.sleeping === before + 1));
    await connection.reset();
    await until(() => Promise.resolve(clock.sleeping === before));
  });

  it('is followed once at a time on a connection, which is forgotten at the next sign of life if it breaks', async () => {
    const before = clock.sleeping;
    const connection = new RawConnection(app.url);
    connection.send(Buffer.concat(Array.from({ length: 20 }, () => LIVE)));
    await until(() => Promise.resolve(clock.sleeping === before + 1));
    await connection.reset();
    clock.advance(15_000);
    await until(() => Promise.resolve(clock.sleeping === before));
  });

  it('serves many at once, and ends them when the service stops', async () => {
    const many = await Promise.all(Array.from({ length: 50 }, () => follow()));
    for (const client of many) expect(toEvent(await client.next())).toBe('1 created');
    const stopped = app.stop();
    processor.attempts[0]?.open();
    expect(
      (await Promise.all(many.map((client) => client.rest()))).every((rest) => rest[0] === '2 claimed'),
    ).toBe(true);
    await stopped;
  });
});
