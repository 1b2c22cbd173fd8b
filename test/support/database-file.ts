import { join } from 'node:path';
import { DataSource } from 'typeorm';

/** Runs a statement on an app's SQLite file from outside of the app. */
export async function queryDatabase<Row>(directory: string, statement: string): Promise<Row[]> {
  const source = new DataSource({ type: 'sqlite', database: join(directory, 'orders.db') });
  await source.initialize();
  try {
    return await source.query<Row[]>(statement);
  } finally {
    await source.destroy();
  }
}
