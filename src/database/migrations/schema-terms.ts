import type { QueryRunner, TableColumnOptions, TableIndexOptions, TableOptions } from 'typeorm';
import type { NamedIndex } from './steps.js';

/** What databases call differently in a schema. */
interface SchemaTerms {
  /** One that commits and knows foreign keys, whatever the server takes where nothing is said. */
  readonly engine: Pick<TableOptions, 'engine'>;
  /** Makes text the same only if it is the same byte by byte, and orders it by its bytes. */
  readonly exactText: Pick<TableColumnOptions, 'charset' | 'collation'>;
  /** Text of up to a megabyte. */
  readonly longText: 'text' | 'mediumtext';
  /** Finds what is due, those first that have waited longest. */
  readonly queueIndex: Omit<TableIndexOptions, 'name'>;
  /**
   * Find the orders of a user by their status. Where there are partial indices, unfinished orders have one of their own:
   * it is small as long as the backlog is, and takes all but one of the changes that an order goes through.
   */
  readonly userStatusIndices: readonly NamedIndex[];
}

const UNFINISHED = 'due_at IS NOT NULL';
const FINISHED = 'due_at IS NULL';

/** With all that a list asks for: SQLite prefers an index that spares it the rows, and might take a worse one otherwise. */
const BY_USER_AND_STATUS = {
  name: 'orders_user_id_status_created_at_id',
  columnNames: ['user_id', 'status', 'created_at', 'id', 'due_at'],
};
const PARTS_BY_USER_AND_STATUS = [
  { ...BY_USER_AND_STATUS, name: 'orders_user_id_status_unfinished', where: UNFINISHED },
  { ...BY_USER_AND_STATUS, name: 'orders_user_id_status_finished', where: FINISHED },
];

export async function schemaTermsOf(runner: QueryRunner): Promise<SchemaTerms> {
  switch (runner.connection.options.type) {
    case 'postgres':
      return {
        engine: {},
        exactText: { collation: 'C' },
        longText: 'text',
        queueIndex: { columnNames: ['due_at', 'id'], where: UNFINISHED },
        userStatusIndices: PARTS_BY_USER_AND_STATUS,
      };
    case 'mysql':
      return {
        engine: { engine: 'InnoDB' },
        exactText: { charset: 'utf8mb4', collation: await mysqlCollation(runner) },
        longText: 'mediumtext',
        queueIndex: { columnNames: ['due_at', 'id'] },
        userStatusIndices: [BY_USER_AND_STATUS],
      };
    default:
      // An index of SQLite ends with the row's key by itself.
      return {
        engine: {},
        exactText: {},
        longText: 'text',
        queueIndex: { columnNames: ['due_at'], where: UNFINISHED },
        userStatusIndices: PARTS_BY_USER_AND_STATUS,
      };
  }
}

/** The one that neither folds cases nor ignores spaces at the end; MySQL and MariaDB have no name for it in common. */
async function mysqlCollation(runner: QueryRunner): Promise<string> {
  const [server] = (await runner.query('SELECT VERSION() AS version')) as { version: string }[];
  return server?.version.includes('MariaDB') ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
}
