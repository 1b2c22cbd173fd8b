const AWAY = /^SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|FULL|NOMEM|CORRUPT|NOTADB)/;
/** SQLite has no code of its own for this. */
const LACKS_TABLES = /^SQLITE_ERROR: no such (table|column):/;
const OF_ROWS = new Set(['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_ERROR', 'SQLITE_TOOBIG']);

/** Whether the file cannot be used, or has not the tables that the service works with. */
export function isFileTrouble(error: unknown): boolean {
  return AWAY.test(codeOf(error)) || lacksTables(error);
}

/** Whether a statement failed because of what it was to write. */
export function isRowTrouble(error: unknown): boolean {
  return OF_ROWS.has(codeOf(error)) && !lacksTables(error);
}

function lacksTables(error: unknown): boolean {
  return LACKS_TABLES.test((error as Error).message);
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code);
}
