import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../support/manual-clock.js';
import { NdjsonClient } from '../../support/http/ndjson-client.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';

const STALL_LIMIT_MS = 15_000;

const order = (order_id: string) => orderBody({ order_id });

describe('a stream of orders that stalls', () => {
  let app: TestApp;
  let clock: ManualClock;
  let client: NdjsonClient;

  beforeEach(async () => {
    clock = new ManualClock();
    app = await TestApp.start({ clock });
    client = new NdjsonClient(app.url);
  });

  afterEach(async () => {
    client.abort();
    await app.dispose();
  });

  it('may stand still as long as the service does not wait for it', async () => {
    client.send(order('A0'));
    await client.take(1);
    await clock.whenSleepingFor(STALL_LIMIT_MS);
    clock.advance(STALL_LIMIT_MS - 1);
    client.send(order('A1'));
    await client.take(1);
    await clock.whenSleepingFor(STALL_LIMIT_MS);
    clock.advance(STALL_LIMIT_MS - 1);
    client.end();
    expect(await client.rest()).toEqual({ results: [], isWhole: true });
  });

  it('ends with 408 if it stops coming before anything was answered', async () => {
    await clock.whenSleepingFor(STALL_LIMIT_MS);
    clock.advance(STALL_LIMIT_MS);
    const response = await client.response();
    expect([response.statusCode, response.headers.connection]).toEqual([408, 'close']);
  });

  it('breaks off if it stops coming later', async () => {
    client.send(order('A0'));
    await client.take(1);
    await clock.whenSleepingFor(STALL_LIMIT_MS);
    clock.advance(STALL_LIMIT_MS);
    expect(await client.rest()).toEqual({ results: [], isWhole: false });
  });
});
