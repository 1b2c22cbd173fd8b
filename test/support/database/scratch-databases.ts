import type { DataSource, DataSourceOptions } from 'typeorm';
import { TestDatabase } from './test-database.js';

/** Databases of a test and its connections to them, which end with it. */
export class ScratchDatabases {
  private readonly databases: TestDatabase[] = [];
  private readonly sources: DataSource[] = [];

  async create(): Promise<TestDatabase> {
    const database = await TestDatabase.create();
    this.databases.push(database);
    return database;
  }

  async connect(
    database: TestDatabase,
    migrations: NonNullable<DataSourceOptions['migrations']>,
  ): Promise<DataSource> {
    const source = await database.connect({ migrations });
    this.sources.push(source);
    return source;
  }

  async dispose(): Promise<void> {
    for (const source of this.sources) if (source.isInitialized) await source.destroy();
    for (const database of this.databases) await database.drop();
  }
}
