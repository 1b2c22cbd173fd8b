import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { SNAPSHOT_CONNECTION } from './snapshot-connection.js';
import { SqlDialect } from './sql-dialect.js';

/** The database as it was at one moment, until it is closed. */
export interface Snapshot {
  readonly manager: EntityManager;
  close(): Promise<void>;
}

/** Holds on to moments of the database, one at a time, while others go on reading and writing. */
@Injectable()
export class Snapshots {
  constructor(
    @Inject(SNAPSHOT_CONNECTION) private readonly connection: DataSource,
    private readonly dialect: SqlDialect,
  ) {}

  /** Resolves once the moment is fixed: what is committed from then on is not seen. */
  async open(): Promise<Snapshot> {
    const runner = this.connection.createQueryRunner();
    const close = async (): Promise<void> => {
      // Nothing was written. There may be nothing to end either, if it did not begin.
      await runner.query('ROLLBACK').catch(() => undefined);
      await runner.release();
    };
    try {
      for (const statement of this.dialect.beginSnapshot) await runner.query(statement);
    } catch (error) {
      await close();
      throw error;
    }
    return { manager: runner.manager, close };
  }
}
