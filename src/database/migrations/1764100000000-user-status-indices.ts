import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaTermsOf } from './schema-terms.js';
import { replaceIndices } from './steps.js';

const BY_USER = { name: 'orders_user_id_created_at_id', columnNames: ['user_id', 'created_at', 'id'] };

/** Finds the orders of a user by their status, in the order of pages. */
export class UserStatusIndices1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { userStatusIndices } = await schemaTermsOf(runner);
    await replaceIndices(runner, 'orders', [BY_USER], userStatusIndices);
  }

  async down(runner: QueryRunner): Promise<void> {
    const { userStatusIndices } = await schemaTermsOf(runner);
    await replaceIndices(runner, 'orders', userStatusIndices, [BY_USER]);
  }
}
