import { afterEach, beforeEach, expect, describe, it, jest } from '@jest/globals';
import { OrderAttempts } from '../../../src/orders/order-attempts.js';
import { orderBody } from '../../support/orders.js';
import { OutsideTransaction } from '../../support/database/outside-transaction.js';
import { TestApp } from '../../support/test-app.js';
import { GatedProcessor } from '../../support/test-processors.js';
import { until } from '../../support/until.js';

describe('a stop that finds an order locked', () => {
  let app: TestApp;
  let other: OutsideTransaction;

  beforeEach(async () => {
    const processor = new GatedProcessor();
    app = await TestApp.start({ processor, settings: { SHUTDOWN_TIMEOUT_MS: '0' } });
    await app.post('/orders', orderBody());
    await processor.attempt(1);
    other = await OutsideTransaction.begin(app.database);
  });

  afterEach(async () => {
    await other.end();
    await app.database.drop();
  });

  it('hands it back as soon as it is free', async () => {
    await other.lock('A0001');
    const release = jest.spyOn(app.get(OrderAttempts), 'release');
    const stopped = app.stop();
    await until(() => Promise.resolve(release.mock.results.length > 0));
    await expect(release.mock.results[0]?.value).rejects.toMatchObject({ code: 'order_locked' });
    await other.end();
    await stopped;
    expect(await app.database.query('SELECT status, spent_attempts FROM orders')).toEqual([
      { status: 'pending', spent_attempts: 1 },
    ]);
  });
});
