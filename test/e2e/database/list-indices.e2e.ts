import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource, type QueryRunner, TableIndex } from 'typeorm';
import { UserStatusIndices1764100000000 } from '../../../src/database/migrations/1764100000000-user-status-indices.js';
import { schemaTermsOf } from '../../../src/database/migrations/schema-terms.js';
import { orderBody } from '../../support/orders.js';
import { TestApp } from '../../support/test-app.js';
import { DATABASE_KIND } from '../../support/database/test-database.js';

describe('the migration of the indices by user', () => {
  const migration = new UserStatusIndices1764100000000();
  let app: TestApp;
  let runner: QueryRunner;

  beforeEach(async () => {
    app = await TestApp.start();
    await app.post('/orders', orderBody());
    await app.whenDone();
    const source = DATABASE_KIND === 'sqlite' ? app.sqlite.writer : app.get(DataSource);
    runner = source.createQueryRunner();
  });

  afterEach(async () => {
    await runner.release();
    await app.dispose();
  });

  async function indicesByUser(): Promise<string[]> {
    const table = await runner.getTable('orders');
    const names = table?.indices.map(({ name }) => name ?? '') ?? [];
    return names.filter((name) => name.startsWith('orders_user_id')).sort();
  }

  it('goes back, and on again where it was broken off', async () => {
    const { userStatusIndices } = await schemaTermsOf(runner);
    const wanted = userStatusIndices.map(({ name }) => name).sort();
    expect(await indicesByUser()).toEqual(wanted);

    await migration.down(runner);
    expect(await indicesByUser()).toEqual(['orders_user_id_created_at_id']);

    const [first] = userStatusIndices;
    if (first) await runner.createIndex('orders', new TableIndex(first));
    await migration.up(runner);
    expect(await indicesByUser()).toEqual(wanted);
    await migration.up(runner);
    expect(await indicesByUser()).toEqual(wanted);
    expect((await app.request('/orders?user_id=user1&status=completed')).body).toMatchObject({
      data: [{ order_id: 'A0001' }],
    });
  });
});
