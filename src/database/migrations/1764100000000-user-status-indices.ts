import { type MigrationInterface, type QueryRunner, TableIndex, type TableIndexOptions } from 'typeorm';
import { schemaTermsOf } from './schema-terms.js';

const BY_USER = { name: 'orders_user_id_created_at_id', columnNames: ['user_id', 'created_at', 'id'] };

/** Finds the orders of a user by their status, in the order of pages. */
export class UserStatusIndices1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { userStatusIndices } = await schemaTermsOf(runner);
    await replaceIndices(runner, [BY_USER], userStatusIndices);
  }

  async down(runner: QueryRunner): Promise<void> {
    const { userStatusIndices } = await schemaTermsOf(runner);
    await replaceIndices(runner, userStatusIndices, [BY_USER]);
  }
}

/** The new ones first, so that lists have an index at any time; whatever was done before a start broke off stays done. */
async function replaceIndices(
  runner: QueryRunner,
  old: readonly TableIndexOptions[],
  replacements: readonly TableIndexOptions[],
): Promise<void> {
  const { indices = [] } = (await runner.getTable('orders')) ?? {};
  const isThere = (index: TableIndexOptions): boolean => indices.some(({ name }) => name === index.name);
  for (const index of replacements)
    if (!isThere(index)) await runner.createIndex('orders', new TableIndex(index));
  for (const index of old) if (isThere(index)) await runner.dropIndex('orders', new TableIndex(index));
}
