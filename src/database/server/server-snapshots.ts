import { type Snapshot, Snapshots } from '../snapshots.js';
import type { ServerPool } from './server-pool.js';

/** Reads a snapshot in a transaction of its own. */
export class ServerSnapshots extends Snapshots {
  constructor(private readonly source: ServerPool) {
    super();
  }

  override async open(): Promise<Snapshot> {
    const runner = this.source.createQueryRunner();
    const connection: unknown = await runner.connect();
    const close = async (): Promise<void> => {
      await this.source.dialect
        .run(connection, 'ROLLBACK')
        .catch(() => this.source.dialect.abandon(connection));
      await runner.release();
    };
    try {
      for (const statement of this.source.dialect.beginSnapshot)
        await this.source.dialect.run(connection, statement);
    } catch (error) {
      await close();
      throw error;
    }
    return { manager: runner.manager, close };
  }
}
