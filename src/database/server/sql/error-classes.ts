/** MariaDB: an insert has waited in vain for the table's AUTO-INC lock, behind another one that waits for a row lock. */
const TURN_MISSED = 'ER_AUTOINC_READ_FAILED';

/** Codes of transient conflicts, which a retry resolves: SQLSTATE for PostgreSQL, names for MySQL. */
const PASSING = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // a lock was not to be had in time
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  TURN_MISSED,
  'ER_CHECKREAD',
  'ER_TABLE_DEF_CHANGED',
  'ER_NEED_REPREPARE',
]);

/** Codes for a row that another transaction has created at the same time. */
const TAKEN = new Set(['23505', 'ER_DUP_ENTRY']);

/** Codes for a missing database, table, or right. */
const SETUP_TROUBLE = new Set([
  '3D000', // no such database
  '3F000', // no such schema
  '42P01', // no such table
  '42703', // no such column
  '42501', // a right is missing
  '55000', // the database takes no connections
  'ER_BAD_DB_ERROR',
  'ER_NO_DB_ERROR',
  'ER_NO_SUCH_TABLE',
  'ER_NO_SUCH_TABLE_IN_ENGINE',
  'ER_BAD_FIELD_ERROR',
  'ER_KEY_DOES_NOT_EXITS',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_COLUMNACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
  'ER_MUST_CHANGE_PASSWORD',
  'ER_MUST_CHANGE_PASSWORD_LOGIN',
  'ER_ACCOUNT_HAS_BEEN_LOCKED',
  'ER_HOST_NOT_PRIVILEGED',
]);
/** SQLSTATE: authentication failed. */
const NOT_LET_IN = /^28...$/;

/** Codes for exhausted resources whose SQLSTATE is too general. */
const EXHAUSTED = new Set([
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_USER_LIMIT_REACHED',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'ER_ERROR_ON_READ',
  'ER_ERROR_ON_WRITE',
  'ER_OUTOFMEMORY',
  'ER_OUT_OF_RESOURCES',
  'ER_LOCK_TABLE_FULL',
  'ER_QUERY_TIMEOUT',
]);

/** Codes of a read-only server: a former primary, or a replica. */
const READ_ONLY = new Set(['25006', 'ER_READ_ONLY_MODE', 'ER_OPTION_PREVENTS_STATEMENT']);

/** SQLSTATE: an invalid value, a violated constraint, or an error that a trigger raises. */
const ROW_TROUBLE = /^(22|23|45|P0)...$/;
/** SQLSTATE: connection, resources, operator intervention, system error, internal error. */
const SERVER_TROUBLE = /^(08|53|57|58|70|XX)...$|^25P03$/;
const NETWORK_TROUBLE = /^(E(?!R)[A-Z_]+|ERR_(STREAM|SOCKET)_[A-Z_]+|PROTOCOL_[A-Z_]+)$/;
/** Messages of drivers for a lost connection, where they give no code. */
const CONNECTION_MESSAGE = /terminated|timeout|not queryable|closed state|Pool is closed|already released/i;

/** Number of MariaDB's error for a statement's time limit, for which the driver has no code. */
const STATEMENT_TIMEOUT = 1969;
/** Codes of a lock timeout. Only statements that are not to wait for a lock have a time limit from the service. */
const LOCKED = new Set(['55P03', 'ER_LOCK_WAIT_TIMEOUT', `${STATEMENT_TIMEOUT}`]);

export function isTurnMissed(error: unknown): boolean {
  return codesOf(error).includes(TURN_MISSED);
}

export function isLockTimeout(error: unknown): boolean {
  return codesOf(error).some((code) => LOCKED.has(code));
}

/** Whether the connection leads to a read-only server. A new connection may lead to the new primary. */
export function isReadOnly(error: unknown): boolean {
  return codesOf(error).some((code) => READ_ONLY.has(code));
}

/** Whether the whole transaction is worth a retry: after a conflict, or when the server has become read-only. */
export function isWorthAnotherTry(error: unknown): boolean {
  return codesOf(error).some((code) => PASSING.has(code) || TAKEN.has(code) || READ_ONLY.has(code));
}

export function isRowTrouble(error: unknown): boolean {
  return codesOf(error).some(
    (code) => ROW_TROUBLE.test(code) || code === 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  );
}

/** Whether the server is unreachable, or cannot work. */
export function isServerTrouble(error: unknown): boolean {
  const codes = codesOf(error);
  if (codes.length === 0) return CONNECTION_MESSAGE.test((error as Error).message);
  const passes = [EXHAUSTED, PASSING, READ_ONLY].some((known) => codes.some((code) => known.has(code)));
  return passes || codes.some((code) => SERVER_TROUBLE.test(code) || NETWORK_TROUBLE.test(code));
}

/** Whether the database, a table, or a right is missing, or the login fails. An operator has to fix that. */
export function isSetupTrouble(error: unknown): boolean {
  return codesOf(error).some((code) => SETUP_TROUBLE.has(code) || NOT_LET_IN.test(code));
}

/** The driver's code, the SQLSTATE, and the number of MySQL's error, if present. */
function codesOf(error: unknown): string[] {
  const { code, sqlState, errno } = error as { code?: unknown; sqlState?: unknown; errno?: unknown };
  const known = errno === STATEMENT_TIMEOUT ? `${errno}` : undefined;
  return [code, sqlState, known].filter((value) => typeof value === 'string');
}
