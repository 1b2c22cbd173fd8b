import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { ChangeNotifier } from '../../src/orders/peers/change-notifier.js';
import { OrderStatusChangedEvent } from '../../src/orders/domain/order-events.js';
import type { RedisLink } from '../../src/cluster/redis/redis-link.js';
import { OrderWaiters } from '../../src/orders/live/order-waiters.js';
import { LeaseKeeper } from '../../src/processing/worker/lease-keeper.js';
import { orderBody } from '../support/orders.js';
import { openLink, redisSettings, removeKeys } from '../support/servers/redis.js';
import { serversOnly } from '../support/database/test-database.js';
import { TestApp } from '../support/test-app.js';
import { GatedProcessor } from '../support/test-processors.js';

const FAR_AWAY_MS = 60_000;

describe('what happens in another instance', () => {
  let settings: ReturnType<typeof redisSettings>;
  let link: RedisLink;
  let other: ChangeNotifier;
  let app: TestApp;
  let processor: GatedProcessor;

  beforeEach(async () => {
    settings = redisSettings();
    link = await openLink(settings);
    other = new ChangeNotifier(link, new EventEmitter2());
    await other.onModuleInit();
    processor = new GatedProcessor();
    app = await TestApp.start({ processor, settings });
  });

  afterEach(async () => {
    processor.openAll();
    await app.dispose();
    link.onApplicationShutdown();
    await removeKeys(settings);
  });

  const changed = (...[to, orderId = 'A0001']: [OrderStatusChangedEvent['to'], string?]) =>
    other.onOrderStatusChanged(new OrderStatusChangedEvent(orderId, 'processing', to, null));

  it('wakes those who wait for the order here', async () => {
    for (const orderId of ['a:1', 'INV/2024 1', '"Заказ","7"']) {
      const woken = app.get(OrderWaiters).nextChange(orderId, FAR_AWAY_MS, new AbortController().signal);
      changed('completed', orderId);
      await woken;
    }
    expect(app.get(OrderWaiters).watched()).toEqual([]);
  });

  it('is heard behind messages that are none', async () => {
    const woken = app.get(OrderWaiters).nextChange('A0001', FAR_AWAY_MS, new AbortController().signal);
    for (const text of ['', 'an-older-version A0001', '{', 'null', '{"sender":"x","order_ids":[{}]}'])
      await link.commands.publish(link.name('changed'), text);
    expect(app.get(OrderWaiters).watched()).toEqual(['A0001']);
    changed('completed');
    await woken;
  });

  serversOnly(it)('breaks off work here on an order that was cancelled there', async () => {
    await app.post('/orders', orderBody());
    const { signal } = await processor.attempt(1);
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    const heard = app.get(OrderWaiters).nextChange('another', FAR_AWAY_MS, new AbortController().signal);
    changed('completed');
    changed('cancelled', 'another');
    // Of another service with the same prefix: the row here says nothing of it.
    changed('cancelled');
    await heard;
    // Behind the check that this has begun: it writes the row as it was.
    await app.get(LeaseKeeper).check('A0001');
    expect(signal.aborted).toBe(false);
    await app.database.query(`UPDATE orders SET status = 'cancelled', due_at = NULL`);
    changed('cancelled');
    await aborted;
    expect(signal.reason).toMatchObject({ name: 'CancelledError' });
  });

  it('is told there what happens here, and counted once', async () => {
    const emitter = new EventEmitter2();
    const third = new ChangeNotifier(link, emitter);
    await third.onModuleInit();
    const told = new Promise((resolve) => emitter.once('order.changed_elsewhere', resolve));
    await app.post('/orders', orderBody());
    expect(await told).toEqual({ orderId: 'A0001', isCancelled: false });
    expect((await app.request('/metrics')).body).toMatchObject({ total_orders: 1 });
  });
});
