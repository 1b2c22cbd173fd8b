import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DAY_MS } from '../../../src/config/durations.js';
import { cancelOrder } from '../../../src/orders/domain/order-rules.js';
import { OrderRetention } from '../../../src/orders/retention/order-retention.js';
import { OrderStore } from '../../../src/orders/store/order-store.js';
import type { Answer } from '../../support/http/http.js';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { OutsideTransaction } from '../../support/database/outside-transaction.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';

/** More than there are lanes. */
const LOCKED = Array.from({ length: 8 }, (_, index) => `L${index}`);
/** Long enough for a commit to begin, and much shorter than one waits for a lock. */
const A_MOMENT_MS = 30;
const FEW = 5;

const SETTINGS = { RETENTION_DAYS: '30', WORKER_CONCURRENCY: '1' };

interface Watched<Result> {
  readonly answer: Promise<Result>;
  isAnswered: boolean;
}

function watch<Result>(answer: Promise<Result>): Watched<Result> {
  const watched = { answer: answer.finally(() => (watched.isAnswered = true)), isAnswered: false };
  return watched;
}

/** Each look at what is locked waits for it. */
jest.setTimeout(60_000);

describe('many orders that somebody else has locked', () => {
  let clock: ManualClock;
  let app: TestApp;
  let processor: GatedProcessor;
  let other: OutsideTransaction;

  async function start(settings: Record<string, string> = {}): Promise<void> {
    clock = new ManualClock();
    processor = new GatedProcessor();
    app = await TestApp.start({ clock, processor, settings: { ...SETTINGS, ...settings } });
    await app.post('/processing/pause');
    for (const order_id of [...LOCKED, 'free']) await app.post('/orders', orderBody({ order_id }));
    other = await OutsideTransaction.begin(app.database);
  }

  beforeEach(() => start());

  afterEach(async () => {
    await other.end();
    processor.openAll();
    await app.dispose();
  });

  const cancel = (order_id: string): Promise<Answer> => app.post(`/orders/${order_id}/cancel`);

  async function postFew(): Promise<void> {
    for (let n = 0; n < FEW; n++)
      expect((await app.post('/orders', orderBody({ order_id: `N${n}` }))).status).toBe(201);
  }

  async function inTurn(orderIds: readonly string[]): Promise<void> {
    for (const id of orderIds) expect((await cancel(id)).status).toBe(503);
  }

  /** Asks for each in a commit of its own. */
  async function cancelEach(orderIds: readonly string[]): Promise<Watched<Answer>[]> {
    const cancels: Watched<Answer>[] = [];
    for (const id of orderIds) {
      cancels.push(watch(cancel(id)));
      await pause(A_MOMENT_MS);
    }
    return cancels;
  }

  it('take no lane from the others, once it is known that there are such', async () => {
    for (const id of LOCKED) await other.lock(id);
    expect((await cancel('L0')).status).toBe(503);
    const cancels = await cancelEach(LOCKED);
    await postFew();
    expect(cancels.filter(({ isAnswered }) => isAnswered)).toEqual([]);
    for (const { answer } of cancels) expect((await answer).body).toMatchObject({ code: 'order_locked' });
  });

  it('do not keep an order that shared their commit', async () => {
    await other.lock('L0');
    const store = app.get(OrderStore);
    const locked = watch(store.change('L0', cancelOrder).catch((error: unknown) => error));
    expect(await store.change('free', cancelOrder)).toMatchObject({ status: 'cancelled' });
    expect((await cancel('free')).status).toBe(409);
    expect(locked.isAnswered).toBe(false);
    expect(await locked.answer).toMatchObject({ code: 'order_locked' });
  });

  it('do not stop the only worker', async () => {
    for (const id of LOCKED) await other.lock(id);
    expect((await cancel('L0')).status).toBe(503);
    const again = ['L0', 'L0', 'L0'];
    const cancels = LOCKED.map((id) => watch(inTurn(again.map(() => id))));
    await app.post('/processing/resume');
    await processor.attemptAt('free');
    expect(cancels.filter(({ isAnswered }) => isAnswered)).toEqual([]);
    await Promise.all(cancels.map(({ answer }) => answer));
  });

  it('do not make the others wait for the removal of old ones', async () => {
    await app.sql(`UPDATE orders SET status = 'completed', due_at = NULL WHERE order_id <> 'L0'`);
    clock.advance(31 * DAY_MS);
    await other.lock('L0');
    const locked = watch(cancel('L0'));
    await pause(A_MOMENT_MS);
    const removed = app.get(OrderRetention).run();
    await postFew();
    expect(locked.isAnswered).toBe(false);
    await Promise.all([removed, locked.answer]);
  });

  it('can be told apart with as few connections as the service may have', async () => {
    await other.end();
    await app.dispose();
    await start({ DATABASE_POOL_SIZE: '2' });
    for (const id of LOCKED) await other.lock(id);
    const cancels = await cancelEach([...LOCKED, ...LOCKED]);
    await postFew();
    for (const { answer } of cancels) expect((await answer).body).toMatchObject({ code: 'order_locked' });
  });
});
