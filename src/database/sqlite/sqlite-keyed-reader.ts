import type { DataSource } from 'typeorm';
import { type KeyedRead, KeyedReader } from '../keyed-reader.js';
import { connectionOf } from './sqlite-connection.js';
import { selectByKey } from './sqlite-script.js';

/** Rows per JSON text. The text is in memory beside the rows, and large rows add up. */
const SLICE = 200;

interface JsonRows {
  readonly rows: string;
}

/**
 * Reads with `all`, which finishes a statement before the next one starts. `get` leaves its statement open until the event
 * loop gets back to it, and other reads in between see the old snapshot.
 */
export class SqliteKeyedReader extends KeyedReader {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async read(read: KeyedRead): Promise<object[]> {
    const names = [...read.columns.keys()];
    const rows: object[] = [];
    for (let first = 0; first < read.values.length; first += SLICE) {
      const keys = JSON.stringify(read.values.slice(first, first + SLICE));
      const text = await this.select(selectByKey(read), keys);
      rows.push(...(JSON.parse(text) as unknown[][]).map((values) => toObject(names, values)));
    }
    return rows;
  }

  private async select(statement: string, values: string): Promise<string> {
    const connection = await connectionOf(this.source);
    return new Promise((resolve, reject) =>
      connection.all<JsonRows>(statement, [values], (error, rows) =>
        error ? reject(error) : resolve(rows[0]?.rows ?? '[]'),
      ),
    );
  }
}

function toObject(names: readonly string[], values: readonly unknown[]): object {
  const row: Record<string, unknown> = {};
  names.forEach((name, index) => (row[name] = values[index]));
  return row;
}
