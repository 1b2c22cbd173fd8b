import type { DataSource } from 'typeorm';
import { type KeyedRead, KeyedReader } from '../keyed-reader.js';
import { connectionOf } from './sqlite-connection.js';
import { selectByKey } from './sqlite-script.js';

interface JsonRows {
  readonly rows: string;
}

export class SqliteKeyedReader extends KeyedReader {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async read(read: KeyedRead): Promise<object[]> {
    const text = await this.select(selectByKey(read), JSON.stringify(read.values));
    const names = [...read.columns.keys()];
    return (JSON.parse(text) as unknown[][]).map((values) => toObject(names, values));
  }

  private async select(statement: string, values: string): Promise<string> {
    const connection = await connectionOf(this.source);
    return new Promise((resolve, reject) =>
      connection.get<JsonRows>(statement, [values], (error, row) =>
        error ? reject(error) : resolve(row?.rows ?? '[]'),
      ),
    );
  }
}

function toObject(names: readonly string[], values: readonly unknown[]): object {
  const row: Record<string, unknown> = {};
  names.forEach((name, index) => (row[name] = values[index]));
  return row;
}
