import type { Database } from 'sqlite3';

type Done<Value = void> = (error: Error | null, value: Value) => void;

/** A part of sqlite3's API that its types lack. */
interface Backup {
  readonly remaining: number;
  readonly pageCount: number;
  step(pages: number, done: Done<boolean>): void;
  finish(done: Done): void;
}

interface BackedUp {
  backup(file: string, done: Done): Backup;
}

/** SQLite's online backup API: copies a database page by page. */
export class SqliteCopy {
  private constructor(private readonly backup: Backup) {}

  static begin(database: Database, file: string): Promise<SqliteCopy> {
    return new Promise((resolve, reject) => {
      const backup = (database as unknown as BackedUp).backup(file, (error) =>
        error ? reject(error) : resolve(new SqliteCopy(backup)),
      );
    });
  }

  /** In pages. */
  get progress(): { copied: number; total: number } {
    const { pageCount, remaining } = this.backup;
    return { copied: pageCount - remaining, total: pageCount };
  }

  /** @returns whether the copy is complete */
  step(pages: number): Promise<boolean> {
    return new Promise((resolve, reject) =>
      this.backup.step(pages, (error, isWhole) => (error ? reject(error) : resolve(isWhole))),
    );
  }

  finish(): Promise<void> {
    return new Promise((resolve) => this.backup.finish(() => resolve()));
  }
}
