import type { DataSource } from 'typeorm';
import type { KeyedRead } from '../../keyed-reader.js';
import type { Write } from '../../write-connection.js';
import type { JsonColumn, SqlDialect } from './sql-dialect.js';

const KEY_TYPE = 'varchar';

/** Statements over sets of rows. The rows are one parameter, so the text is the same for any number of rows. */
export class SetStatements {
  constructor(
    private readonly source: DataSource,
    private readonly dialect: SqlDialect,
  ) {}

  select({ table, columns, key }: KeyedRead): string {
    const { quoted } = this.dialect;
    const picked = [...columns].map(([name, column]) => `t.${quoted(column)} AS ${quoted(name)}`);
    const rows = this.dialect.jsonRows([{ name: 'c0', type: KEY_TYPE }]);
    return `SELECT ${picked.join(', ')} FROM ${rows} ${this.dialect.joinByKey(table, key)}`;
  }

  /** Locks rows in the order of the keys given. */
  selectForUpdate(read: KeyedRead): string {
    return `${this.select(read)} FOR UPDATE`;
  }

  /** Locks the rows that no other transaction has locked, and skips the others. */
  selectFree(read: KeyedRead): string {
    return `${this.selectForUpdate(read)} SKIP LOCKED`;
  }

  write(write: Write): string {
    const { quoted } = this.dialect;
    const [key = '', ...others] = write.columns;
    const table = quoted(write.table);
    const columns = write.columns.map(quoted).join(', ');
    const rows = this.dialect.jsonRows(this.columnsOf(write));
    const values = write.columns.map((_, index) => `r.c${index}`);
    switch (write.kind) {
      case 'insert':
        return this.dialect.insert(write.table, write.columns, rows, write.columns.indexOf(write.key));
      case 'update': {
        const changes = new Map(others.map((column, index) => [quoted(column), `r.c${index + 1}`]));
        return this.dialect.update(write.table, key, rows, changes);
      }
      case 'add': {
        const sums = others.map((column, index) => `t.${quoted(column)} + r.c${index + 1}`);
        const changes = new Map(others.map((column, index) => [quoted(column), sums[index] ?? '']));
        return this.dialect.update(write.table, key, rows, changes);
      }
      case 'raise': {
        const larger = others.map((column, index) => `GREATEST(t.${quoted(column)}, r.c${index + 1})`);
        const changes = new Map(others.map((column, index) => [quoted(column), larger[index] ?? '']));
        return this.dialect.update(write.table, key, rows, changes);
      }
      case 'delete':
        return this.dialect.delete(write.table, key, rows);
      case 'insert-children': {
        const { parent, counter } = write;
        const count = `(SELECT ${quoted(counter.column)} FROM ${quoted(counter.table)} WHERE id = ${counter.id})`;
        const picked = [`t.${quoted(parent.id)}`, ...values.slice(1, -1), `${count} - ${values.at(-1)}`].join(
          ', ',
        );
        const parents = this.dialect.joinByKey(parent.table, parent.key);
        return `INSERT INTO ${table} (${columns}) SELECT ${picked} FROM ${rows} ${parents}`;
      }
    }
  }

  private columnsOf(write: Write): JsonColumn[] {
    const metadata = this.source.entityMetadatas.find(({ tableName }) => tableName === write.table);
    return write.columns.map((name, index) => {
      const column = metadata?.findColumnWithDatabaseName(name);
      if (!column) throw new Error(`There is no column ${write.table}.${name}.`);
      const isParentKey = write.kind === 'insert-children' && index === 0;
      return { name: `c${index}`, type: isParentKey ? KEY_TYPE : this.source.driver.normalizeType(column) };
    });
  }
}
