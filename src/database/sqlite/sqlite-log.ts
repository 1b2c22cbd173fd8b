import { statSync } from 'node:fs';
import { BareConnection } from './sqlite-connection.js';
import type { SqliteFile } from './file/sqlite-file.js';

/**
 * How long the log grows (16 MB) before its pages go to the file. Longer is cheaper, since one write then serves more
 * commits, but the commit whose turn it is waits longer.
 */
export const CHECKPOINT_PAGES = 4000;
/** A page in the log, with its header. */
const FRAME_BYTES = 4096 + 24;
/** A log that has grown beyond this, while somebody read for long, is cut back to it as soon as it begins anew. */
export const LOG_LIMIT_BYTES = CHECKPOINT_PAGES * FRAME_BYTES;
/** One commit may go beyond the limit without anybody's fault. */
const LONG_BYTES = 1.25 * LOG_LIMIT_BYTES;
const LOOK_EVERY_MS = 1000;

interface Checkpoint {
  /** Frames in the log, and how many of them are in the file. */
  readonly log: number;
  readonly checkpointed: number;
}

/** Empties a log that has stayed long when nobody writes: under load it begins anew, and shrinks, by itself. */
export class SqliteLog {
  private timer: NodeJS.Timeout | undefined;
  private lastWritten = 0;
  private running: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private readonly connection: BareConnection,
  ) {}

  static async tend(file: SqliteFile): Promise<SqliteLog> {
    const log = new SqliteLog(file.log, await BareConnection.open(file.uri));
    log.timer = setInterval(() => log.look(), LOOK_EVERY_MS);
    return log;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.connection.close();
  }

  private look(): void {
    const { size = 0, mtimeMs = 0 } = statSync(this.path, { throwIfNoEntry: false }) ?? {};
    const isQuiet = mtimeMs === this.lastWritten;
    this.lastWritten = mtimeMs;
    if (isQuiet && size > LONG_BYTES)
      this.running = this.running.then(() => this.empty()).catch(() => undefined);
  }

  /** Its pages go to the file while others may write; only a log without any left is emptied, which takes no time. */
  private async empty(): Promise<void> {
    const [done] = await this.connection.all<Checkpoint>('PRAGMA wal_checkpoint(PASSIVE)');
    if (done?.log === done?.checkpointed) await this.connection.all('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}
