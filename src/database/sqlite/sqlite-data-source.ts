import { DataSource, type DataSourceOptions } from 'typeorm';
import { BackupServer } from './backup/backup-server.js';
import { OPEN_FLAGS, connectionOf } from './sqlite-connection.js';
import { SQLITE_DRIVER } from './sqlite-driver.js';
import { SqliteFile } from './file/sqlite-file.js';
import { SqliteLock } from './file/sqlite-lock.js';
import { CHECKPOINT_PAGES, LOG_LIMIT_BYTES, SqliteLog } from './sqlite-log.js';
import { migrate } from './sqlite-migration.js';
import { SqliteWatch } from './file/sqlite-watch.js';

export interface SqliteOptions extends Omit<Extract<DataSourceOptions, { type: 'sqlite' }>, 'extra'> {
  readonly extra?: {
    /** How long to wait for another process that works on the file. */
    readonly lockPatienceMs?: number;
  };
}

/** How long a commit waits for another writer: only a checkpoint, briefly. */
const BUSY_TIMEOUT_MS = 1000;
/** Page cache, in KiB: with SQLite's default of 2 MB a commit soon touches more pages than fit. */
const CACHE_KIB = 64 * 1024;
/** What SQLite answers for `PRAGMA synchronous` when it is FULL. */
const SYNCHRONOUS_FULL = 2;

/**
 * All connections to a SQLite file. TypeORM has one connection for each data source and lets everybody's statements
 * into whatever transaction is open on it, so the store writes on one of its own. Statements on a connection wait
 * for each other, so long reads have a connection of their own, snapshots have another, and short reads use this one.
 */
export class SqliteDataSource extends DataSource {
  readonly file: SqliteFile;
  readonly writer: DataSource;
  readonly longReads: DataSource;
  readonly snapshots: DataSource;
  private readonly lockPatienceMs: number;
  private readonly watch: SqliteWatch;
  private lock: SqliteLock | undefined;
  private log: SqliteLog | undefined;
  private backups: BackupServer | undefined;

  /** @throws Error if the file's directory is missing and cannot be created */
  constructor(options: SqliteOptions) {
    const file = new SqliteFile(options.database);
    const connection = {
      type: 'sqlite',
      driver: SQLITE_DRIVER,
      database: file.uri,
      flags: OPEN_FLAGS,
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
    this.file = file;
    this.snapshots = new DataSource(reading);
    this.writer = new DataSource({ ...connection, migrations: options.migrations });
    this.lockPatienceMs = options.extra?.lockPatienceMs ?? 0;
    this.watch = new SqliteWatch(file);
  }

  /** @throws Error if another process works on the file, or if it cannot be written durably */
  override async initialize(): Promise<this> {
    this.lock = await SqliteLock.take(this.file, this.lockPatienceMs);
    try {
      await this.openWriter();
      await super.initialize();
      for (const source of [this, this.writer]) await source.query(`PRAGMA cache_size = -${CACHE_KIB}`);
      for (const source of [this.longReads, this.snapshots]) await source.initialize();
      for (const reader of [this, this.longReads, this.snapshots])
        await reader.query('PRAGMA query_only = ON');
      for (const source of [this, this.writer, this.longReads, this.snapshots])
        await serializeStatements(source);
      this.log = await SqliteLog.tend(this.file);
      this.file.remember();
      this.watch.start();
      this.backups = await BackupServer.listen(this.file);
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

  private async openWriter(): Promise<void> {
    await this.writer.initialize();
    await makeDurable(this.writer);
    await this.writer.query(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    await this.writer.query(`PRAGMA journal_size_limit = ${LOG_LIMIT_BYTES}`);
    await migrate(this.writer, this.file.path);
  }

  private async closeAll(): Promise<void> {
    this.watch.stop();
    await this.backups?.close();
    // The last connection that closes makes SQLite delete the log by its name, which another file has by now. So leave the
    // connections to the end of the process.
    if (this.file.isLogReplaced) return this.lock?.forget();
    await this.log?.close();
    for (const source of [this.longReads, this.snapshots, this.writer])
      if (source.isInitialized) await source.destroy();
    await this.lock?.release();
  }
}

/**
 * Queues statements in the connection. Otherwise each would wait on one of Node's four threads, which all connections share,
 * and a few behind a long one would block every connection.
 */
async function serializeStatements(source: DataSource): Promise<void> {
  (await connectionOf(source)).serialize();
}

/** Makes commits durable before they are acknowledged. Reads the settings back, since a PRAGMA fails silently. */
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
