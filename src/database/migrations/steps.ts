import {
  type QueryRunner,
  type Table,
  type TableColumnOptions,
  TableForeignKey,
  type TableForeignKeyOptions,
  TableIndex,
  type TableIndexOptions,
} from 'typeorm';

/*
 * Steps of migrations. MySQL commits each change of a schema by itself, so a start that is killed may leave a migration
 * half done, and the next start begins it again: each step looks first whether it is done already.
 */

/** A column with a default, or else one that may be null: rows that exist already have that. */
type AddedColumn = Pick<TableColumnOptions, 'name' | 'type' | 'length' | 'charset' | 'collation'> & {
  readonly default?: number;
};

export type NamedIndex = TableIndexOptions & { readonly name: string };

/** @throws Error if there is a table of this name that has not all of the columns: it is somebody else's */
export async function ensureTable(runner: QueryRunner, table: Table): Promise<void> {
  const present = await runner.getTable(table.name);
  if (!present) return runner.createTable(table);
  const lacking = table.columns.filter(({ name }) => !present.findColumnByName(name));
  if (lacking.length === 0) return;
  const names = lacking.map(({ name }) => name).join(', ');
  throw new Error(
    `The database has a table ${table.name} that is not this service's: it has no ${names}. ` +
      'Give the service a database of its own.',
  );
}

/** Added in place, without a rewrite of the rows: TypeORM would copy a table of SQLite. */
export async function ensureColumn(
  runner: QueryRunner,
  tableName: string,
  { name, type, length, charset, collation, default: value }: AddedColumn,
): Promise<void> {
  const table = await presentTable(runner, tableName);
  if (table.findColumnByName(name)) return;
  const { driver } = runner.connection;
  const terms = [
    length === undefined ? type : `${type}(${length})`,
    charset === undefined ? '' : `CHARACTER SET ${charset}`,
    collation === undefined ? '' : `COLLATE ${driver.escape(collation)}`,
    value === undefined ? '' : `NOT NULL DEFAULT ${value}`,
  ];
  await runner.query(`ALTER TABLE ${tableName} ADD COLUMN ${name} ${terms.join(' ')}`);
}

export async function ensureNoColumn(runner: QueryRunner, tableName: string, name: string): Promise<void> {
  const table = await presentTable(runner, tableName);
  if (table.findColumnByName(name)) await runner.query(`ALTER TABLE ${tableName} DROP COLUMN ${name}`);
}

async function ensureIndex(runner: QueryRunner, tableName: string, index: NamedIndex): Promise<void> {
  const table = await presentTable(runner, tableName);
  if (!table.indices.some(({ name }) => name === index.name))
    await runner.createIndex(table, new TableIndex(index));
}

async function ensureNoIndex(runner: QueryRunner, tableName: string, name: string): Promise<void> {
  const table = await presentTable(runner, tableName);
  const index = table.indices.find((present) => present.name === name);
  if (index) await runner.dropIndex(table, index);
}

/** The new ones first, so that lists have an index at any time. */
export async function replaceIndices(
  runner: QueryRunner,
  tableName: string,
  old: readonly NamedIndex[],
  replacements: readonly NamedIndex[],
): Promise<void> {
  for (const index of replacements) await ensureIndex(runner, tableName, index);
  for (const { name } of old) await ensureNoIndex(runner, tableName, name);
}

export async function ensureForeignKey(
  runner: QueryRunner,
  tableName: string,
  key: TableForeignKeyOptions,
): Promise<void> {
  const table = await presentTable(runner, tableName);
  if (!findForeignKey(table, key)) await runner.createForeignKey(table, new TableForeignKey(key));
}

export async function ensureNoForeignKey(
  runner: QueryRunner,
  tableName: string,
  key: TableForeignKeyOptions,
): Promise<void> {
  const table = await presentTable(runner, tableName);
  const present = findForeignKey(table, key);
  if (present) await runner.dropForeignKey(table, present);
}

/** As it is now, not as the runner remembers it. */
export async function presentTable(runner: QueryRunner, name: string): Promise<Table> {
  const table = await runner.getTable(name);
  if (!table) throw new Error(`The database has no table ${name}, though a migration has created it.`);
  return table;
}

function findForeignKey(table: Table, { columnNames }: TableForeignKeyOptions): TableForeignKey | undefined {
  return table.foreignKeys.find((present) => present.columnNames.join() === columnNames.join());
}
