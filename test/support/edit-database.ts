import { join } from 'node:path';
import { DataSource } from 'typeorm';

/** Changes a database that no app has open. */
export async function editDatabase(directory: string, statement: string): Promise<void> {
  const source = new DataSource({ type: 'sqlite', database: join(directory, 'orders.db') });
  await source.initialize();
  await source.query(statement);
  await source.destroy();
}
