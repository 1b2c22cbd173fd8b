import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OutsideTransaction } from '../../support/database/outside-transaction.js';
import { DATABASE_KIND } from '../../support/database/test-database.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';

const describeOnMysql = DATABASE_KIND === 'mysql' ? describe : describe.skip;
/** A range is locked up to the next row behind it. */
const EDGES = ['A', 'C', 'E'];
const EACH = 8;

describeOnMysql('orders that belong between two that somebody else has locked', () => {
  let app: TestApp;
  let other: OutsideTransaction;

  beforeEach(async () => {
    app = await TestApp.start({ settings: { ROLE: 'api' } });
    for (const order_id of EDGES) await app.post('/orders', orderBody({ order_id }));
    other = await OutsideTransaction.begin(app.database);
  });

  afterEach(async () => {
    await other.end();
    await app.dispose();
  });

  async function postAll(letters: readonly string[]): Promise<Record<string, number[]>> {
    const statuses: Record<string, number[]> = {};
    const post = async (letter: string, index: number): Promise<void> => {
      const { status } = await app.post('/orders', orderBody({ order_id: `${letter}${index}` }));
      (statuses[letter] ??= []).push(status);
    };
    const indices = Array.from({ length: EACH }, (_, index) => index);
    await Promise.all(indices.flatMap((index) => letters.map((letter) => post(letter, index))));
    return statuses;
  }

  it('are refused soon, and hold up nobody else', async () => {
    await other.lockBetween('A', 'C');
    const locked = Array.from({ length: EACH }, () => 503);
    const taken = Array.from({ length: EACH }, () => 201);
    expect(await postAll(['B', 'F', 'G'])).toEqual({ B: locked, F: taken, G: taken });
    await other.end();
    expect(await postAll(['B'])).toEqual({ B: taken });
  });
});
