import { DataSource } from 'typeorm';

/**
 * Holds a SQLite file for this process alone, by an exclusive transaction on a file beside it: the operating system
 * lets go of it when the process ends, however it ends.
 */
export class SqliteLock {
  private readonly holder: DataSource;

  constructor(private readonly file: string) {
    this.holder = new DataSource({ type: 'sqlite', database: `${file}.lock` });
  }

  /** @throws Error if another process holds the file */
  async acquire(): Promise<void> {
    await this.holder.initialize();
    try {
      await this.holder.query('PRAGMA busy_timeout = 0');
      await this.holder.query('BEGIN EXCLUSIVE');
    } catch (error) {
      await this.holder.destroy();
      throw new Error(`Another process already works on ${this.file}. One SQLite file serves one process.`, {
        cause: error,
      });
    }
  }

  async release(): Promise<void> {
    if (this.holder.isInitialized) await this.holder.destroy();
  }
}
