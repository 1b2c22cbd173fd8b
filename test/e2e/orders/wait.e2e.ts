import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../support/http/http.js';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

describe('Prefer: wait', () => {
  let app: TestApp;
  let clock: ManualClock;
  let processor: GatedProcessor;

  beforeEach(async () => {
    clock = new ManualClock();
    processor = new GatedProcessor();
    app = await TestApp.start({ clock, processor, settings: { PROCESSING_TIMEOUT_MS: '60000' } });
  });

  afterEach(async () => {
    processor.openAll();
    await app.dispose();
  });

  const post = (seconds: number): Promise<Answer> =>
    app.post('/orders', orderBody(), { Prefer: `wait=${seconds}` });

  it('answers with the order when it is done', async () => {
    const answer = post(10);
    (await processor.attempt(1)).open();
    const { status, headers, body } = await answer;
    expect(status).toBe(201);
    expect(headers.get('preference-applied')).toBe('wait=10');
    expect(headers.get('location')).toBe('/orders/A0001');
    expect(body).toMatchObject({ order_id: 'A0001', status: 'completed', attempts: 1 });
  });

  it('answers with the order as it is when the time is over', async () => {
    const answer = post(99);
    await processor.attempt(1);
    await clock.whenSleepingFor(30_000);
    clock.advance(30_000);
    const { headers, body } = await answer;
    expect(headers.get('preference-applied')).toBe('wait=30');
    expect(body).toMatchObject({ order_id: 'A0001', attempts: 1 });
  });

  it('holds for a replay too', async () => {
    const first = post(10);
    const gate = await processor.attempt(1);
    const second = post(10);
    gate.open();
    expect((await first).status + (await second).status).toBe(401);
    expect((await second).body).toMatchObject({ status: 'completed' });
  });

  it('does not wait at all for nothing', async () => {
    const { headers, body } = await post(0);
    expect(headers.get('preference-applied')).toBe('wait=0');
    expect(body).toMatchObject({ order_id: 'A0001' });
  });

  it('does not keep a stop from ending', async () => {
    const answer = post(30);
    const gate = await processor.attempt(1);
    const stopped = app.stop();
    expect((await answer).body).toMatchObject({ status: 'processing' });
    gate.open();
    await stopped;
  });
});
