import type { Connection } from 'mysql2';
import type { JsonColumn, SqlDialect } from '../server/sql/sql-dialect.js';
import { examineMysql } from './mysql-requirements.js';

/** How long a start waits for another instance that migrates the schema. */
const MIGRATION_WAIT_SECONDS = 600;

/** Time limit for a statement that is not to wait for locks: a few times what a megabyte of rows takes. */
const SHORT_STATEMENT_SECONDS = 0.2;

const TYPES: Readonly<Record<string, string>> = {
  int: 'BIGINT',
  bigint: 'BIGINT',
  varchar: 'VARCHAR(255) CHARACTER SET utf8mb4',
  text: 'MEDIUMTEXT CHARACTER SET utf8mb4',
};

const quoted = (name: string): string => `\`${name}\``;

/**
 * The index on a key is named after it, or is the primary key. By default MySQL scans a small table, and so waits for every
 * locked row in it.
 */
function tableByKey(table: string, key: string): string {
  const index = key === 'id' ? 'PRIMARY' : `${table}_${key}`;
  return `STRAIGHT_JOIN ${quoted(table)} t FORCE INDEX (${quoted(index)}) ON t.${quoted(key)} = r.c0`;
}

function columnOf({ name, type }: JsonColumn): string {
  return `${name} ${TYPES[type] ?? type} PATH '$.${name}' ERROR ON ERROR`;
}

export const MYSQL_DIALECT: SqlDialect = {
  // Isolation READ COMMITTED is set on each connection.
  begin: ['START TRANSACTION'],
  // The shortest wait for a lock is one second, or none, which would fail at the locks that all inserts take in turn. So the
  // statement is limited as a whole: on MariaDB only, where that is possible. MySQL takes the prefix for a comment.
  shortWait: {
    begin: [],
    end: [],
    limit: (statement) =>
      `/*M!100100 SET STATEMENT max_statement_time = ${SHORT_STATEMENT_SECONDS} FOR */ ${statement}`,
  },
  peek: 'SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED',
  beginSnapshot: [
    'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ',
    'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
  ],
  beginMigrations: ['START TRANSACTION'],
  // Names of locks are shared by all databases of the server.
  lockMigrations: `SELECT GET_LOCK(CONCAT('migrations-', SHA1(DATABASE())), ${MIGRATION_WAIT_SECONDS}) AS taken`,
  examine: examineMysql,
  quoted,
  jsonRows: (columns) => `JSON_TABLE(?, '$[*]' COLUMNS (${columns.map(columnOf).join(', ')})) r`,
  joinByKey: tableByKey,

  // MySQL detects a deadlock at once, and the commit is retried. Ids follow the order of insertion, which should be that of
  // the rows.
  mustInsertInKeyOrder: false,
  insert(table, columns, rows) {
    const values = columns.map((_, index) => `r.c${index}`).join(', ');
    return `INSERT INTO ${quoted(table)} (${columns.map(quoted).join(', ')}) SELECT ${values} FROM ${rows}`;
  },

  update(table, key, rows, changes) {
    const assignments = [...changes].map(([column, value]) => `t.${column} = ${value}`).join(', ');
    return `UPDATE ${rows} ${tableByKey(table, key)} SET ${assignments}`;
  },

  delete: (table, key, rows) => `DELETE t FROM ${rows} ${tableByKey(table, key)}`,

  run(connection, statement, parameters) {
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null, rows: unknown): void =>
        error ? reject(error) : resolve(Array.isArray(rows) ? (rows as object[]) : []);
      if (parameters) (connection as Connection).execute(statement, [...parameters], settle);
      else (connection as Connection).query(statement, settle);
    });
  },

  abandon(connection) {
    (connection as Connection).destroy();
  },
};
