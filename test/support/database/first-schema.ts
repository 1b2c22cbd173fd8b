import type { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../../src/database/database.module.js';

/** What made the tables of the first version. */
export const FIRST_SCHEMA = MIGRATIONS.slice(0, 2);

/** Takes back all migrations since. */
export async function undoToFirstSchema(source: DataSource): Promise<void> {
  for (let undone = FIRST_SCHEMA.length; undone < MIGRATIONS.length; undone++)
    await source.undoLastMigration();
}
