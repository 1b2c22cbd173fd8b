import type { KeyedRead } from '../keyed-reader.js';
import type { SqlValue, Write } from '../write-connection.js';

/**
 * Takes one parameter, a JSON array of key values. Returns one JSON text, an array of rows as arrays of values: that costs
 * half as much as the driver's row objects.
 */
export function selectByKey({ table, columns, key }: KeyedRead): string {
  return `SELECT json_group_array(json_array(${[...columns.values()].map(quoted).join(', ')})) AS "rows"
    FROM ${quoted(table)} WHERE ${quoted(key)} IN (SELECT value FROM json_each(?))`;
}

/**
 * All writes as one script, in a transaction. SQLite runs it without a turn of the event loop between the statements, and
 * stops at the first error with the transaction still open.
 */
export function writeScript(writes: readonly Write[]): string {
  // IMMEDIATE takes the write lock at once: taken later, it would fail instead of waiting.
  return ['BEGIN IMMEDIATE', ...writes.map(toStatement), 'COMMIT'].join(';\n');
}

function toStatement(write: Write): string {
  const table = quoted(write.table);
  const columns = write.columns.map(quoted);
  const values = `VALUES ${write.rows.map((row) => `(${row.map(literal).join(',')})`).join(',')}`;
  const [key = '', ...others] = columns;
  switch (write.kind) {
    case 'insert':
      return `INSERT INTO ${table} (${columns.join(',')}) ${values}`;
    case 'update': {
      // SQLite names the columns of VALUES column1, column2, …
      const assignments = others.map((column, index) => `${column} = column${index + 2}`);
      return `UPDATE ${table} SET ${assignments.join(',')} FROM (${values}) WHERE ${table}.${key} = column1`;
    }
    case 'add': {
      const sums = others.map((column, index) => `${column} = ${table}.${column} + column${index + 2}`);
      return `UPDATE ${table} SET ${sums.join(',')} FROM (${values}) WHERE ${table}.${key} = column1`;
    }
    case 'raise': {
      const larger = others.map((column, index) => `${column} = MAX(${table}.${column}, column${index + 2})`);
      return `UPDATE ${table} SET ${larger.join(',')} FROM (${values}) WHERE ${table}.${key} = column1`;
    }
    case 'delete':
      return `DELETE FROM ${table} WHERE ${key} IN (${values})`;
    case 'insert-children': {
      const parent = quoted(write.parent.table);
      const picked = others.map((_, index) => `column${index + 2}`);
      const { counter } = write;
      const count = `(SELECT ${quoted(counter.column)} FROM ${quoted(counter.table)} WHERE id = ${counter.id})`;
      const stored = [
        `${parent}.${quoted(write.parent.id)}`,
        ...picked.slice(0, -1),
        `${count} - ${picked.at(-1)}`,
      ];
      return `INSERT INTO ${table} (${columns.join(',')}) SELECT ${stored.join(',')} FROM (${values})
        JOIN ${parent} ON ${parent}.${quoted(write.parent.key)} = column1`;
    }
  }
}

/** A value of a type that no column accepts: a mistake of the caller, not of the database. */
export class UnwritableValueError extends TypeError {
  override readonly name = 'UnwritableValueError';
}

/**
 * A value as SQL text. A NUL would end the script, so text with a NUL is written in hexadecimal.
 * @throws UnwritableValueError unless it is text, a whole number or null
 */
export function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'string')
    throw new UnwritableValueError(`A ${typeof value} cannot be written: ${value}.`);
  if (value.includes('\0')) return `CAST(x'${Buffer.from(value).toString('hex')}' AS TEXT)`;
  return `'${value.replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return `"${name}"`;
}
