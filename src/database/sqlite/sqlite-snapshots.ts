import type { DataSource } from 'typeorm';
import { type Snapshot, Snapshots } from '../snapshots.js';

/** Reads one moment of the write-ahead log, on a connection that nobody else reads on. */
export class SqliteSnapshots extends Snapshots {
  constructor(private readonly connection: DataSource) {
    super();
  }

  override async open(): Promise<Snapshot> {
    const runner = this.connection.createQueryRunner();
    const close = async (): Promise<void> => {
      // Nothing was written. There may be nothing to end either, if it did not begin.
      await runner.query('ROLLBACK').catch(() => undefined);
      await runner.release();
    };
    try {
      await runner.query('BEGIN');
      // The moment is that of the first read.
      await runner.query('SELECT 1 FROM sqlite_schema LIMIT 1');
    } catch (error) {
      await close();
      throw error;
    }
    return { manager: runner.manager, close };
  }
}
