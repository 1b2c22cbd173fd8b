import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { isServerTrouble, isWorthAnotherTry } from './error-classes.js';
import type { Complaints } from './requirements.js';
import { findMissingRights } from './rights.js';
import type { SqlDialect } from './sql-dialect.js';

/** How long a start waits for a database that is not there yet, and how it paces itself. */
const START_LIMIT_MS = 30_000;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5000;
/** How often migrations are tried that others stand in the way of. */
const MAX_TRIES = 8;

const LOGGER = new Logger('Database');

/** The pool of a database server, and before that the connections that bring its schema up to date. */
export class ServerDataSource extends DataSource {
  /**
   * @param options of the pool
   * @param migrating the same without a time limit, for two connections: one holds a lock meanwhile
   */
  constructor(
    options: DataSourceOptions,
    private readonly migrating: DataSourceOptions,
    private readonly dialect: SqlDialect,
  ) {
    super(options);
  }

  /** @throws Error if the database is still away after a while, or refuses */
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

  private async whenReachable(): Promise<DataSource> {
    const deadline = Date.now() + START_LIMIT_MS;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      try {
        return await new DataSource(this.migrating).initialize();
      } catch (error) {
        const reason = describe(error);
        if (!isServerTrouble(error)) throw new Error(`The database refuses: ${reason}`, { cause: error });
        if (Date.now() + pauseMs > deadline)
          throw new Error(`The database is still away: ${reason}`, { cause: error });
        LOGGER.warn(`The database is away, trying again in ${pauseMs} ms: ${reason}`);
      }
      await pause(pauseMs);
    }
  }

  /** @throws Error listing all that has to be mended before */
  private async examine(source: DataSource): Promise<void> {
    const { refusals, warnings } = await this.dialect.examine(source).catch(unknown);
    for (const warning of warnings) LOGGER.warn(`The database: ${warning}`);
    if (refusals.length > 0) throw unfit(refusals);
  }

  /** Instances that start at the same time wait for each other; the lock goes with its connection. */
  private async migrate(source: DataSource): Promise<void> {
    try {
      await this.examine(source);
      const lock = source.createQueryRunner();
      const [answer] = (await lock.query(this.dialect.lockMigrations)) as unknown as { taken: number }[];
      if (answer?.taken !== 1)
        throw new Error('Another instance brings the database up to date for too long.');
      await runMigrations(source);
      await lock.release();
    } finally {
      await source.destroy();
    }
  }
}

/** A server that does not say how it is set up is no reason not to serve. */
function unknown(error: unknown): Complaints {
  if (isServerTrouble(error)) throw error;
  return { refusals: [], warnings: [`It does not say how it is set up: ${describe(error)}`] };
}

function unfit(complaints: readonly string[]): Error {
  return new Error(['The database cannot be used:', ...complaints.map((each) => `  ${each}`)].join('\n'));
}

/** Instances that are at work may stand in the way; what is done already is not done twice. */
async function runMigrations(source: DataSource): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await source.runMigrations({ transaction: 'each' });
      return;
    } catch (error) {
      if (attempt === MAX_TRIES || !isWorthAnotherTry(error)) throw error;
      LOGGER.warn(`Could not bring the database up to date, trying again: ${describe(error)}`);
    }
  }
}

/** A name with several addresses fails with an error that says nothing but its code. */
function describe(error: unknown): string {
  const { message, code } = error as Error & { code?: unknown };
  return message || String(code);
}
