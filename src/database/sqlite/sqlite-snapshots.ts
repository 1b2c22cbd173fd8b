import type { DataSource } from 'typeorm';
import { type Snapshot, Snapshots } from '../snapshots.js';

/** Reads a snapshot, on a connection of its own. */
export class SqliteSnapshots extends Snapshots {
  constructor(private readonly connection: DataSource) {
    super();
  }

  override async open(): Promise<Snapshot> {
    const runner = this.connection.createQueryRunner();
    const close = async (): Promise<void> => {
      // Nothing was written, and the transaction may not even have begun.
      await runner.query('ROLLBACK').catch(() => undefined);
      await runner.release();
    };
    try {
      await runner.query('BEGIN');
      // The first read fixes the snapshot.
      await runner.query('SELECT 1 FROM sqlite_schema LIMIT 1');
    } catch (error) {
      await close();
      throw error;
    }
    return { manager: runner.manager, close };
  }
}
