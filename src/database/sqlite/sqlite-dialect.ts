import { QueryFailedError } from 'typeorm';
import { SqlDialect } from '../sql-dialect.js';

const ROW_ERRORS = new Set(['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_ERROR', 'SQLITE_TOOBIG']);

export class SqliteDialect extends SqlDialect {
  /** Takes the write lock at once: a lock taken later fails instead of waiting its turn. */
  override readonly begin = 'BEGIN IMMEDIATE';

  /** `BEGIN` alone fixes nothing, the first read does. */
  override readonly beginSnapshot = ['BEGIN', 'SELECT 1 FROM sqlite_schema LIMIT 1'];

  override rowsFromJson(columns: ReadonlyMap<string, string>): string {
    const fields = [...columns].map(([property, column]) => `value ->> '$.${property}' AS "${column}"`);
    return `(SELECT ${fields.join(', ')} FROM json_each(?))`;
  }

  override blamesRows(error: unknown): boolean {
    if (!(error instanceof QueryFailedError)) return false;
    const { code } = error.driverError as { code?: string };
    return ROW_ERRORS.has(code ?? '');
  }
}
