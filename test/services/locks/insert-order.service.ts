import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../support/http/http.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { DATABASE_KIND, TestDatabase } from '../../support/database/test-database.js';
import { GatedProcessor } from '../../support/test-processors.js';

const ROUNDS = 8;
const ROWS = 60;
/** So long that the rows of a batch do not fit into one statement. */
const ITEMS = Array.from({ length: 300 }, (_, index) => `${index}`.padEnd(60, 'x'));
const EACH = '/orders/batch?on_error=reject_failed_rows';

describe('the same new orders, in opposite orders to two instances', () => {
  let apps: readonly [TestApp, TestApp];

  beforeEach(async () => {
    const database = await TestDatabase.create();
    // Nothing is worked on, so that only new rows meet.
    const options = { database, processor: new GatedProcessor(), settings: { ROLE: 'api' } };
    apps = [await TestApp.start(options), await TestApp.start(options)];
  });

  afterEach(async () => {
    await apps[1].stop();
    await apps[0].dispose();
  });

  /**
   * How many PostgreSQL has met: it lets a second pass each time. MySQL finds them at once, and may still meet one where
   * rows come up while they are looked for.
   */
  async function deadlocks(): Promise<unknown> {
    if (DATABASE_KIND !== 'postgres') return [];
    return apps[0].sql(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database() AND deadlocks > 0',
    );
  }

  /** Where a commit takes longer than others wait for its rows, as on a busy machine, the client asks again. */
  async function take(app: TestApp, batch: readonly object[]): Promise<Answer> {
    for (;;) {
      const answer = await app.post(EACH, batch);
      if (answer.status !== 503) return answer;
    }
  }

  async function meet(round: string, items: readonly string[]): Promise<void> {
    const orders = Array.from({ length: ROWS }, (_, row) =>
      orderBody({ order_id: `${round}-${row}`, item_ids: [...items] }),
    );
    const answers = await Promise.all(
      apps.flatMap((app) => [orders, orders.toReversed()].map((batch) => take(app, batch))),
    );
    const created = answers.map(({ body }) => (body as { created: number }).created);
    expect(created.reduce((sum, each) => sum + each)).toBe(ROWS);
  }

  it.each([
    ['small', ITEMS.slice(0, 1)],
    ['large', ITEMS],
  ])('lock nobody out, be they %s', async (size, items) => {
    for (let round = 0; round < ROUNDS; round++) await meet(`${size}-${round}`, items);
    expect(await deadlocks()).toEqual([]);
  });
});
