import type { DataSource } from 'typeorm';
import { type Snapshot, Snapshots } from '../snapshots.js';
import type { SqlDialect } from './sql-dialect.js';

/** Reads one moment in a transaction of its own. */
export class ServerSnapshots extends Snapshots {
  constructor(
    private readonly source: DataSource,
    private readonly dialect: SqlDialect,
  ) {
    super();
  }

  override async open(): Promise<Snapshot> {
    const runner = this.source.createQueryRunner();
    const connection: unknown = await runner.connect();
    const close = async (): Promise<void> => {
      await this.dialect.run(connection, 'ROLLBACK').catch(() => this.dialect.abandon(connection));
      await runner.release();
    };
    try {
      for (const statement of this.dialect.beginSnapshot) await this.dialect.run(connection, statement);
    } catch (error) {
      await close();
      throw error;
    }
    return { manager: runner.manager, close };
  }
}
