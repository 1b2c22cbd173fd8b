import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { ensureTable } from './steps.js';
import { schemaTermsOf } from './schema-terms.js';

export class CreateOrders1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { engine, exactText, longText, queueIndex } = await schemaTermsOf(runner);
    await ensureTable(
      runner,
      new Table({
        name: 'orders',
        ...engine,
        columns: [
          {
            name: 'id',
            type: 'integer',
            isPrimary: true,
            isGenerated: true,
            generationStrategy: 'increment',
          },
          { name: 'order_id', type: 'varchar', length: '64', ...exactText },
          { name: 'user_id', type: 'varchar', length: '128', ...exactText },
          { name: 'item_ids', type: longText, ...exactText },
          { name: 'total_minor', type: 'bigint' },
          { name: 'status', type: 'varchar', length: '16', ...exactText },
          { name: 'attempts', type: 'integer' },
          { name: 'spent_attempts', type: 'integer' },
          { name: 'last_error', type: 'text', isNullable: true, ...exactText },
          { name: 'due_at', type: 'bigint', isNullable: true },
          { name: 'processing_ms', type: 'bigint', isNullable: true },
          { name: 'sequence', type: 'integer' },
          { name: 'created_at', type: 'bigint' },
          { name: 'updated_at', type: 'bigint' },
        ],
        indices: [
          { name: 'orders_order_id', columnNames: ['order_id'], isUnique: true },
          { name: 'orders_created_at', columnNames: ['created_at'] },
          { name: 'orders_status_created_at', columnNames: ['status', 'created_at'] },
          { name: 'orders_user_id_created_at', columnNames: ['user_id', 'created_at'] },
          { name: 'orders_due_at', ...queueIndex },
        ],
      }),
    );
    await ensureTable(
      runner,
      new Table({
        name: 'order_timeline',
        ...engine,
        withoutRowid: true,
        columns: [
          { name: 'order_pk', type: 'integer', isPrimary: true },
          { name: 'sequence', type: 'integer', isPrimary: true },
          { name: 'type', type: 'varchar', length: '16', ...exactText },
          { name: 'attempt', type: 'integer' },
          { name: 'at', type: 'bigint' },
          { name: 'detail', type: 'text', isNullable: true, ...exactText },
        ],
        foreignKeys: [
          {
            columnNames: ['order_pk'],
            referencedTableName: 'orders',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('order_timeline', true);
    await runner.dropTable('orders', true);
  }
}
