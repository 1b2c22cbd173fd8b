/** Codes of what passes when it is tried again: PostgreSQL's by SQLSTATE, MySQL's by name. */
const PASSING = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // a lock was not to be had in time
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
]);

/** Codes of a row that somebody else has created at the same moment. */
const TAKEN = new Set(['23505', 'ER_DUP_ENTRY']);

/** SQLSTATE: data that is no value of its column, a constraint, and what a trigger refuses. */
const ROW_TROUBLE = /^(22|23|45|P0)...$/;
/** SQLSTATE: connection, resources, an operator who steps in, and a server that may only be read. */
const SERVER_TROUBLE = /^(08|53|57|70)...$|^25006$|^25P03$/;
const NETWORK_TROUBLE =
  /^(E(?!R)[A-Z_]+|ERR_(STREAM|SOCKET)_[A-Z_]+|PROTOCOL_[A-Z_]+|ER_OPTION_PREVENTS_STATEMENT)$/;
/** What drivers say of a connection that is gone, where they give no code. */
const CONNECTION_MESSAGE = /terminated|timeout|not queryable|closed state|Pool is closed|already released/i;

/** Codes of a row that somebody else has locked for longer than is waited for. */
const LOCKED = new Set(['55P03', 'ER_LOCK_WAIT_TIMEOUT']);

export function isLockTimeout(error: unknown): boolean {
  return codesOf(error).some((code) => LOCKED.has(code));
}

/** Whether somebody else has created the same row, or stood in the way: the whole transaction may be tried again. */
export function isWorthAnotherTry(error: unknown): boolean {
  return codesOf(error).some((code) => PASSING.has(code) || TAKEN.has(code));
}

export function isRowTrouble(error: unknown): boolean {
  return codesOf(error).some(
    (code) => ROW_TROUBLE.test(code) || code === 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  );
}

/** Whether the server is away: it cannot be reached, or cannot work. */
export function isServerTrouble(error: unknown): boolean {
  const codes = codesOf(error);
  if (codes.length === 0) return CONNECTION_MESSAGE.test((error as Error).message);
  return codes.some((code) => SERVER_TROUBLE.test(code) || NETWORK_TROUBLE.test(code) || PASSING.has(code));
}

/** The driver's code and the SQLSTATE, as far as there are any. */
function codesOf(error: unknown): string[] {
  const { code, sqlState } = error as { code?: unknown; sqlState?: unknown };
  return [code, sqlState].filter((value) => typeof value === 'string');
}
