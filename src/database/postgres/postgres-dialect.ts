import type { Client, QueryResult } from 'pg';
import type { JsonColumn, SqlDialect } from '../server/sql/sql-dialect.js';
import { examinePostgres } from './postgres-requirements.js';

/** An arbitrary number that must never change: instances of all versions use the same lock. */
const MIGRATION_LOCK = 1763800000000;

/**
 * Forces index lookups. The planner estimates every set of keys as a hundred, and would scan a table of some ten thousand
 * rows for each commit.
 */
const BY_INDEX = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'];

/** How long a commit waits for a locked row; longer than the server takes to detect a deadlock. */
const LOCK_TIMEOUT_MS = 1500;
/** The same for commits that only find out which rows are locked. */
const SHORT_LOCK_TIMEOUT_MS = 50;

const quoted = (name: string): string => `"${name}"`;

/**
 * Makes our commits durable on a server where asynchronous commits are the default. Stronger settings, such as waiting for
 * standbys, stay.
 */
const DURABLY = `SELECT set_config('synchronous_commit', 'on', true)
  WHERE current_setting('synchronous_commit') = 'off'`;

/** Begins a transaction with its local settings, in one round trip. @param limitMs 0 for none */
function beginning(isolation: string, limitMs: number, switchedOff: readonly string[] = []): string {
  const limits = ['statement_timeout', 'idle_in_transaction_session_timeout'];
  const settings = [
    ...limits.map((name) => `${name} = ${limitMs}`),
    ...switchedOff.map((name) => `${name} = off`),
  ];
  return [`BEGIN ISOLATION LEVEL ${isolation}`, ...settings.map((text) => `SET LOCAL ${text}`)].join('; ');
}

/**
 * All settings are local to a transaction: behind a pooler the next transaction may be another client's.
 * @param limitMs time limit for a statement, and for a transaction that idles
 */
export const postgresDialect = (limitMs: number): SqlDialect => ({
  begin: [
    `${beginning('READ COMMITTED', limitMs, BY_INDEX)}; SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}; ${DURABLY}`,
  ],
  shortWait: {
    begin: [`SET LOCAL lock_timeout = ${SHORT_LOCK_TIMEOUT_MS}`],
    end: [`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`],
    limit: (statement) => statement,
  },
  peek: null,
  // The first read fixes the snapshot.
  beginSnapshot: [`${beginning('REPEATABLE READ READ ONLY', limitMs, BY_INDEX)}; SELECT 1`],
  beginMigrations: [beginning('READ COMMITTED', 0)],
  lockMigrations: `SELECT 1 AS taken FROM pg_advisory_xact_lock(${MIGRATION_LOCK})`,
  examine: examinePostgres,
  quoted,

  jsonRows: (columns: readonly JsonColumn[]) =>
    `json_to_recordset($1) AS r(${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`,

  // A lateral query with OFFSET cannot be flattened, so the planner has to look up each key. That needs no setting, which
  // reads outside of transactions could not have.
  joinByKey: (table, key) =>
    `CROSS JOIN LATERAL (SELECT * FROM ${quoted(table)} WHERE ${quoted(key)} = r.c0 OFFSET 0) t`,

  // PostgreSQL looks for deadlocks only after a second.
  mustInsertInKeyOrder: true,

  // The inner query assigns ids in the order of the rows; the outer one inserts them in key order.
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
    // Several statements give several results, which are not used.
    return Array.isArray(answer) ? [] : answer.rows;
  },

  abandon(connection) {
    (connection as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  },
});
