import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteDataSource } from './sqlite-data-source.js';
import { SqliteKeyedReader } from './sqlite-keyed-reader.js';

describe('a keyed reader', () => {
  let directory: string;
  let source: SqliteDataSource;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'reader-'));
    source = new SqliteDataSource({ type: 'sqlite', database: join(directory, 'a.db') });
    await source.initialize();
    await source.writer.query('CREATE TABLE things (name TEXT PRIMARY KEY, size INTEGER, note TEXT)');
    await source.writer.query(`INSERT INTO things VALUES ('a', 1, NULL), ('b', 2, 'it''s "b", 😀')`);
  });

  afterEach(async () => {
    await source.destroy();
    await rm(directory, { recursive: true });
  });

  function read(...values: string[]): Promise<object[]> {
    const columns = new Map([
      ['id', 'name'],
      ['bytes', 'size'],
      ['note', 'note'],
    ]);
    return new SqliteKeyedReader(source).read({ table: 'things', columns, key: 'name', values });
  }

  it('finds the rows that are there, with the names that are asked for', async () => {
    expect(await read('b', 'x', 'a')).toEqual([
      { id: 'a', bytes: 1, note: null },
      { id: 'b', bytes: 2, note: 'it\'s "b", 😀' },
    ]);
    expect(await read('x')).toEqual([]);
  });
});
