import type { MigrationInterface, QueryRunner } from 'typeorm';
import { replaceIndices } from './steps.js';

const INDICES_BEFORE = [
  { name: 'orders_created_at', columnNames: ['created_at'] },
  { name: 'orders_status_created_at', columnNames: ['status', 'created_at'] },
  { name: 'orders_user_id_created_at', columnNames: ['user_id', 'created_at'] },
];

/** In the order of pages, down to the row's key: not every database appends that by itself. */
const INDICES_SINCE = [
  { name: 'orders_created_at_id', columnNames: ['created_at', 'id'] },
  // With the processing time counting reads nothing but this.
  {
    name: 'orders_status_created_at_id_processing_ms',
    columnNames: ['status', 'created_at', 'id', 'processing_ms'],
  },
  { name: 'orders_user_id_created_at_id', columnNames: ['user_id', 'created_at', 'id'] },
];

export class CoveringIndices1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await replaceIndices(runner, 'orders', INDICES_BEFORE, INDICES_SINCE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceIndices(runner, 'orders', INDICES_SINCE, INDICES_BEFORE);
  }
}
