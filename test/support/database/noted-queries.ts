import type { DataSource } from 'typeorm';

export interface Query {
  readonly sql: string;
  readonly parameters: unknown[];
}

/** @returns all that is asked of a database server while `work` runs, through connections of TypeORM */
export async function queriesOf(source: DataSource, work: () => Promise<unknown>): Promise<Query[]> {
  const asked: Query[] = [];
  const { logger } = source;
  source.logger = {
    ...logger,
    logQuery: (sql: string, parameters: unknown[] = []) => asked.push({ sql, parameters }),
  };
  try {
    await work();
    return asked;
  } finally {
    source.logger = logger;
  }
}
