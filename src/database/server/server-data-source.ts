import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type DataSourceOptions, MigrationExecutor } from 'typeorm';
import { isServerTrouble, isWorthAnotherTry } from './sql/error-classes.js';
import { inTransaction } from './on-connection.js';
import type { Complaints } from './requirements.js';
import { findMissingRights } from './rights.js';
import type { PrimaryWatch } from './primary-watch.js';
import { ServerPool } from './server-pool.js';
import type { SqlDialect } from './sql/sql-dialect.js';

/** How long a start waits for an unreachable database, and the pauses between its tries. */
const START_LIMIT_MS = 30_000;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5000;
/** How often migrations are tried when other instances conflict with them. */
const MAX_TRIES = 8;

const LOGGER = new Logger('Database');

/** The pool of a database server. At start it first migrates the schema, on a connection of its own. */
export class ServerDataSource extends ServerPool {
  /**
   * @param options of the pool
   * @param migrating the same without a time limit, for one connection
   */
  constructor(
    options: DataSourceOptions,
    private readonly migrating: DataSourceOptions,
    dialect: SqlDialect,
    primary: PrimaryWatch,
  ) {
    super(options, dialect, primary);
  }

  /** @throws Error if the database stays unreachable, or cannot be used */
  override async initialize(): Promise<this> {
    await this.migrate(await this.whenReachable());
    await super.initialize();
    try {
      const missing = await findMissingRights(this);
      if (missing.length > 0) throw unfit(missing);
    } catch (error) {
      await this.destroy();
      throw error;
    }
    return this;
  }

  private async whenReachable(): Promise<ServerPool> {
    const deadline = performance.now() + START_LIMIT_MS;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      try {
        return await new ServerPool(this.migrating, this.dialect, this.primary).initialize();
      } catch (error) {
        const reason = describe(error);
        if (!isServerTrouble(error)) throw new Error(`The database refuses: ${reason}`, { cause: error });
        if (performance.now() + pauseMs > deadline)
          throw new Error(`The database is still away: ${reason}`, { cause: error });
        LOGGER.warn(`The database is away, trying again in ${pauseMs} ms: ${reason}`);
      }
      await pause(pauseMs);
    }
  }

  /** @throws Error listing everything that has to be fixed first */
  private async examine(source: ServerPool): Promise<void> {
    const { refusals, warnings } = await this.dialect.examine(source).catch(unknown);
    for (const warning of warnings) LOGGER.warn(`The database: ${warning}`);
    if (refusals.length > 0) throw unfit(refusals);
  }

  /** Running instances may conflict with a migration. Steps that are done are not repeated. */
  private async migrate(source: ServerPool): Promise<void> {
    try {
      await this.examine(source);
      for (let attempt = 1; ; attempt++) {
        try {
          await this.bringUpToDate(source);
          return;
        } catch (error) {
          if (attempt === MAX_TRIES || !isWorthAnotherTry(error)) throw error;
          LOGGER.warn(`Could not bring the database up to date, trying again: ${describe(error)}`);
        }
      }
    } finally {
      await source.destroy();
    }
  }

  /** Instances that start at the same time wait for each other. Uses one connection: a pooler may allow no more. */
  private async bringUpToDate(source: ServerPool): Promise<void> {
    const { dialect } = this;
    await inTransaction(source, dialect.beginMigrations, async (connection, runner) => {
      const [answer] = (await dialect.run(connection, dialect.lockMigrations)) as { taken: number }[];
      if (answer?.taken !== 1)
        throw new Error('Another instance brings the database up to date for too long.');
      const migrations = new MigrationExecutor(source, runner);
      migrations.transaction = 'none';
      await migrations.executePendingMigrations();
    });
  }
}

/** A server that hides its settings is served anyway. */
function unknown(error: unknown): Complaints {
  if (isServerTrouble(error)) throw error;
  return { refusals: [], warnings: [`It does not say how it is set up: ${describe(error)}`] };
}

function unfit(complaints: readonly string[]): Error {
  return new Error(['The database cannot be used:', ...complaints.map((each) => `  ${each}`)].join('\n'));
}

/** For a name with several addresses, Node's error has no message but a code. */
function describe(error: unknown): string {
  const { message, code } = error as Error & { code?: unknown };
  return message || String(code);
}
