const AWAY = /^SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|FULL|NOMEM|CORRUPT|NOTADB)/;
/** SQLite has no code of its own for this. */
const LACKS_TABLES = /^SQLITE_ERROR: no such (table|column):/;
const OF_ROWS = new Set(['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_ERROR', 'SQLITE_TOOBIG']);

/** Whether the file cannot be used, or lacks the service's tables. */
export function isFileTrouble(error: unknown): boolean {
  return AWAY.test(codeOf(error)) || lacksTables(error);
}

/** Whether a statement failed because of the values to write. */
export function isRowTrouble(error: unknown): boolean {
  return OF_ROWS.has(codeOf(error)) && !lacksTables(error);
}

function lacksTables(error: unknown): boolean {
  return LACKS_TABLES.test((error as Error).message);
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code);
}
