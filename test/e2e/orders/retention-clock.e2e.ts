import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../../../src/config/durations.js';
import { OrderRetention } from '../../../src/orders/retention/order-retention.js';
import { ManualClock } from '../../support/manual-clock.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';

const SETTINGS = { RETENTION_DAYS: '30' };
const PERIOD_MS = 30 * DAY_MS;
const YEARS_MS = 3650 * DAY_MS;

describe('retention by a clock that is wrong', () => {
  let app: TestApp;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = new ManualClock();
    app = await TestApp.start({ clock, settings: SETTINGS });
  });

  afterEach(() => app.dispose());

  async function complete(order_id: string): Promise<void> {
    await app.post('/orders', orderBody({ order_id }));
    await app.whenDone();
  }

  async function restart(jumpMs = 0): Promise<void> {
    await app.stop();
    clock.jump(jumpMs);
    app = await TestApp.start({ database: app.database, clock, settings: SETTINGS });
  }

  async function kept(): Promise<string[]> {
    await app.get(OrderRetention).run();
    const rows = await app.sql<{ order_id: string }>('SELECT order_id FROM orders ORDER BY id');
    return rows.map(({ order_id }) => order_id);
  }

  it('removes nothing because the clock jumps ahead', async () => {
    await complete('A1');
    clock.jump(YEARS_MS);
    await complete('A2');
    expect(await kept()).toEqual(['A1', 'A2']);
    clock.jump(-YEARS_MS);
    clock.advance(PERIOD_MS + 1);
    expect(await kept()).toEqual(['A2']);
  });

  it('removes nothing by a clock that is years ahead at the start, nor at the next start', async () => {
    await complete('A1');
    await restart(YEARS_MS);
    expect(await kept()).toEqual(['A1']);
    await complete('A2');
    await restart();
    expect(await kept()).toEqual(['A1', 'A2']);
  });

  it('removes what was kept for the whole period all the same, if the clock was right', async () => {
    await complete('A1');
    await restart(YEARS_MS);
    await complete('A2');
    clock.advance(PERIOD_MS);
    await restart();
    expect(await kept()).toEqual(['A2']);
  });

  it('keeps what was taken, and has ended, while the clock was years behind', async () => {
    await complete('A1');
    clock.jump(-YEARS_MS);
    await complete('A2');
    clock.jump(YEARS_MS);
    expect(await kept()).toEqual(['A1', 'A2']);
    await complete('A3');
    clock.advance(PERIOD_MS + 1);
    expect(await kept()).toEqual([]);
  });

  it('counts a day without orders like any other', async () => {
    await complete('A1');
    await app.stop();
    clock.advance(DAY_MS);
    app = await TestApp.start({ database: app.database, clock, settings: SETTINGS });
    await complete('A2');
    clock.advance(PERIOD_MS - DAY_MS + 1);
    expect(await kept()).toEqual(['A2']);
  });
});
