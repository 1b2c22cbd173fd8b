import type { Database } from 'sqlite3';
import type { DataSource } from 'typeorm';

/** The bare connection of a data source. TypeORM opens and closes it; its query runner adds a third to each statement. */
export function connectionOf(source: DataSource): Promise<Database> {
  return source.createQueryRunner().connect() as Promise<Database>;
}
