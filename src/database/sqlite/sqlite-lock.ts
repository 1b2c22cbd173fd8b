import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DataSource } from 'typeorm';
import { SQLITE_DRIVER } from './sqlite-driver.js';

/**
 * Holds a SQLite file for this process alone, by an exclusive transaction on a file beside it: the operating system
 * lets go of it when the process ends, however it ends.
 */
export class SqliteLock {
  private holder: DataSource | undefined;

  constructor(private readonly file: string) {}

  /** @throws Error if another process holds the file */
  async acquire(): Promise<void> {
    const database = `${await realPath(this.file)}.lock`;
    const holder = new DataSource({ type: 'sqlite', driver: SQLITE_DRIVER, database });
    await holder.initialize();
    try {
      await holder.query('PRAGMA busy_timeout = 0');
      await holder.query('BEGIN EXCLUSIVE');
      this.holder = holder;
    } catch (error) {
      await holder.destroy();
      throw new Error(`Another process already works on ${this.file}. One SQLite file serves one process.`, {
        cause: error,
      });
    }
  }

  async release(): Promise<void> {
    await this.holder?.destroy();
    this.holder = undefined;
  }
}

/** The one name of a file that may have many, by links; it need not be there yet. */
async function realPath(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  return realpath(file).catch(async () => join(await realpath(dirname(file)), basename(file)));
}
