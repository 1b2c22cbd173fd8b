import type { Client } from 'pg';
import type { JsonColumn, SqlDialect } from '../server/sql-dialect.js';

/** Any number will do, as long as it stays: instances of all versions must ask for the same. */
const MIGRATION_LOCK = 1763800000000;

const quoted = (name: string): string => `"${name}"`;

export const POSTGRES_DIALECT: SqlDialect = {
  begin: ['BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = 1500'],
  // The moment is that of the first read.
  beginSnapshot: ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', 'SELECT 1'],
  lockMigrations: `SELECT 1 AS taken FROM pg_advisory_lock(${MIGRATION_LOCK})`,
  quoted,

  jsonRows: (columns: readonly JsonColumn[]) =>
    `json_to_recordset($1) AS r(${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`,

  joinByKey: (table, key) => `JOIN ${quoted(table)} t ON t.${quoted(key)} = r.c0`,

  update(table, key, rows, changes) {
    const assignments = [...changes].map(([column, value]) => `${column} = ${value}`).join(', ');
    return `UPDATE ${quoted(table)} t SET ${assignments} FROM ${rows} WHERE t.${quoted(key)} = r.c0`;
  },

  delete: (table, key, rows) => `DELETE FROM ${quoted(table)} t USING ${rows} WHERE t.${quoted(key)} = r.c0`,

  async run(connection, statement, parameters = []) {
    const { rows } = await (connection as Client).query<object>(statement, [...parameters]);
    return rows;
  },

  abandon(connection) {
    (connection as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  },
};
