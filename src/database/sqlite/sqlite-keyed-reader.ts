import type { DataSource } from 'typeorm';
import { type KeyedRead, KeyedReader } from '../keyed-reader.js';
import { connectionOf } from './sqlite-connection.js';
import { selectByKey } from './sqlite-script.js';

export class SqliteKeyedReader extends KeyedReader {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async read(read: KeyedRead): Promise<object[]> {
    const connection = await connectionOf(this.source);
    return new Promise((resolve, reject) =>
      connection.all<object>(selectByKey(read), [JSON.stringify(read.values)], (error, rows) =>
        error ? reject(error) : resolve(rows),
      ),
    );
  }
}
