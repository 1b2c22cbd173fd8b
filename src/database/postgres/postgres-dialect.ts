import type { Client, QueryResult } from 'pg';
import type { JsonColumn, SqlDialect } from '../server/sql/sql-dialect.js';
import { examinePostgres } from './postgres-requirements.js';

/** Any number will do, as long as it stays: instances of all versions must ask for the same. */
const MIGRATION_LOCK = 1763800000000;

/**
 * Rows are to be found by their index. The planner takes each set of keys for a hundred, and would rather read a table of
 * some ten thousand rows from end to end, for each commit again.
 */
const BY_INDEX = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'];

/** How long a commit waits for a row that somebody has locked; longer than the server takes to find a deadlock. */
const LOCK_TIMEOUT_MS = 1500;
/** The same where it is only to be found out who has to wait. */
const HURRIED_LOCK_TIMEOUT_MS = 50;

const quoted = (name: string): string => `"${name}"`;

/**
 * Where commits are acknowledged before they are on disk, ours are not; a server that waits for its standbys as well goes
 * on to do so.
 */
const DURABLY = `SELECT set_config('synchronous_commit', 'on', true)
  WHERE current_setting('synchronous_commit') = 'off'`;

/** Begins a transaction and tells it what is for itself alone, in one round trip. @param limitMs 0 for none */
function beginning(isolation: string, limitMs: number, switchedOff: readonly string[] = []): string {
  const limits = ['statement_timeout', 'idle_in_transaction_session_timeout'];
  const settings = [
    ...limits.map((name) => `${name} = ${limitMs}`),
    ...switchedOff.map((name) => `${name} = off`),
  ];
  return [`BEGIN ISOLATION LEVEL ${isolation}`, ...settings.map((text) => `SET LOCAL ${text}`)].join('; ');
}

/**
 * It leaves nothing behind on a connection: behind a pooler the next transaction is another client's.
 * @param limitMs how long a statement of a transaction may take, and how long a transaction may do nothing
 */
export const postgresDialect = (limitMs: number): SqlDialect => ({
  begin: [
    `${beginning('READ COMMITTED', limitMs, BY_INDEX)}; SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}; ${DURABLY}`,
  ],
  shortenLockWait: [`SET LOCAL lock_timeout = ${HURRIED_LOCK_TIMEOUT_MS}`],
  restoreLockWait: [`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`],
  peek: null,
  // The moment is that of the first read.
  beginSnapshot: [`${beginning('REPEATABLE READ READ ONLY', limitMs, BY_INDEX)}; SELECT 1`],
  beginMigrations: [beginning('READ COMMITTED', 0)],
  lockMigrations: `SELECT 1 AS taken FROM pg_advisory_xact_lock(${MIGRATION_LOCK})`,
  examine: examinePostgres,
  quoted,

  jsonRows: (columns: readonly JsonColumn[]) =>
    `json_to_recordset($1) AS r(${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`,

  // Joined like this a table is looked into once for each key: the planner can do nothing else with a lateral query, and
  // must not unfold one that has an OFFSET. So it needs no setting, which would have to be made outside of transactions.
  joinByKey: (table, key) =>
    `CROSS JOIN LATERAL (SELECT * FROM ${quoted(table)} WHERE ${quoted(key)} = r.c0 OFFSET 0) t`,

  // A deadlock is looked for after a second only.
  mustInsertInKeyOrder: true,

  // The innermost query runs first, so ids follow the rows; each row then waits for others by the order of its key.
  insert(table, columns, rows, key) {
    const ids = `SELECT nextval(pg_get_serial_sequence('${table}', 'id')) AS id, r.* FROM ${rows} OFFSET 0`;
    const values = columns.map((_, index) => `i.c${index}`).join(', ');
    const names = columns.map(quoted).join(', ');
    return `INSERT INTO ${quoted(table)} (id, ${names}) SELECT i.id, ${values} FROM (${ids}) i ORDER BY i.c${key} COLLATE "C"`;
  },

  update(table, key, rows, changes) {
    const assignments = [...changes].map(([column, value]) => `${column} = ${value}`).join(', ');
    return `UPDATE ${quoted(table)} t SET ${assignments} FROM ${rows} WHERE t.${quoted(key)} = r.c0`;
  },

  delete: (table, key, rows) => `DELETE FROM ${quoted(table)} t USING ${rows} WHERE t.${quoted(key)} = r.c0`,

  async run(connection, statement, parameters = []) {
    const answer: QueryResult<object> | QueryResult[] = await (connection as Client).query(statement, [
      ...parameters,
    ]);
    // Several statements have several results, which nobody wants.
    return Array.isArray(answer) ? [] : answer.rows;
  },

  abandon(connection) {
    (connection as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  },
});
