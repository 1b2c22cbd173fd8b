import { DataSource, type DataSourceOptions } from 'typeorm';
import { connectionOf } from './sqlite-connection.js';
import { SQLITE_DRIVER } from './sqlite-driver.js';
import { SqliteLock } from './sqlite-lock.js';

type SqliteOptions = Extract<DataSourceOptions, { type: 'sqlite' }>;

/** How long a commit waits for another process; a stop may have to wait as long. */
const BUSY_TIMEOUT_MS = 1000;
/** Pages that are kept in memory, in KiB: SQLite's own 2 MB are soon less than what a commit touches. */
const CACHE_KIB = 64 * 1024;
/**
 * How long the log grows (16 MB) before its pages go to the file. Longer is cheaper, since one write then serves more
 * commits, but the commit whose turn it is waits longer.
 */
const CHECKPOINT_PAGES = 4000;
/** What SQLite answers for `PRAGMA synchronous` when it is FULL. */
const SYNCHRONOUS_FULL = 2;

/**
 * All connections to a SQLite file. TypeORM has one connection for each data source and lets everybody's statements
 * into whatever transaction is open on it, so the store writes on one of its own. Statements wait for each other on a
 * connection, so long reads have one, long reads of one moment another, and all that is short reads on this one.
 */
export class SqliteDataSource extends DataSource {
  readonly writer: DataSource;
  readonly longReads: DataSource;
  readonly snapshots: DataSource;
  private readonly lock: SqliteLock;

  constructor(options: SqliteOptions) {
    const { database } = options;
    const connection = {
      type: 'sqlite',
      driver: SQLITE_DRIVER,
      database,
      enableWAL: true,
      busyTimeout: BUSY_TIMEOUT_MS,
    } as const;
    const reading = {
      ...connection,
      entities: options.entities,
      invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    } as const;
    super(reading);
    this.longReads = new DataSource(reading);
    this.snapshots = new DataSource(reading);
    this.writer = new DataSource({ ...connection, migrations: options.migrations, migrationsRun: true });
    this.lock = new SqliteLock(database);
  }

  /** @throws Error if another process works on the file, or if it cannot be written durably */
  override async initialize(): Promise<this> {
    await this.lock.acquire();
    try {
      await this.writer.initialize();
      await makeDurable(this.writer);
      await this.writer.query(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
      await super.initialize();
      for (const source of [this, this.writer]) await source.query(`PRAGMA cache_size = -${CACHE_KIB}`);
      for (const source of [this.longReads, this.snapshots]) await source.initialize();
      for (const reader of [this, this.longReads, this.snapshots])
        await reader.query('PRAGMA query_only = ON');
      for (const source of [this, this.writer, this.longReads, this.snapshots]) await holdOneThread(source);
    } catch (error) {
      await this.closeAll();
      throw error;
    }
    return this;
  }

  override async destroy(): Promise<void> {
    await super.destroy();
    await this.closeAll();
  }

  private async closeAll(): Promise<void> {
    for (const source of [this.longReads, this.snapshots, this.writer])
      if (source.isInitialized) await source.destroy();
    await this.lock.release();
  }
}

/**
 * Statements wait for their turn on a connection before they take one of Node's few threads, which all connections share.
 * Else they would wait on the thread, and some that wait for a long one leave none to the others.
 */
async function holdOneThread(source: DataSource): Promise<void> {
  (await connectionOf(source)).serialize();
}

/** A commit is on disk before it is acknowledged; read back, since a PRAGMA that cannot be obeyed fails silently. */
async function makeDurable(writer: DataSource): Promise<void> {
  await writer.query('PRAGMA synchronous = FULL');
  const [journal] = await writer.query<{ journal_mode: string }[]>('PRAGMA journal_mode');
  const [sync] = await writer.query<{ synchronous: number }[]>('PRAGMA synchronous');
  const [busy] = await writer.query<{ timeout: number }[]>('PRAGMA busy_timeout');
  const isDurable = journal?.journal_mode === 'wal' && sync?.synchronous === SYNCHRONOUS_FULL;
  if (!isDurable || busy?.timeout !== BUSY_TIMEOUT_MS) {
    throw new Error(
      `SQLite refuses to write durably here: ${JSON.stringify({ ...journal, ...sync, ...busy })}`,
    );
  }
}
