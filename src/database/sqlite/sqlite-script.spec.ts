import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sqlite3 from 'sqlite3';
import type { SqlValue } from '../write-connection.js';
import { UnwritableValueError, literal, writeScript } from './sqlite-script.js';

const database = new sqlite3.Database(':memory:');

function query(statement: string): Promise<unknown[]> {
  return new Promise((resolve, reject) =>
    database.all(statement, (error, rows) => (error ? reject(error) : resolve(rows))),
  );
}

function execute(script: string): Promise<void> {
  return new Promise((resolve, reject) =>
    database.exec(script, (error) => (error ? reject(error) : resolve())),
  );
}

afterAll(() => new Promise((closed) => database.close(closed)));

describe('a literal', () => {
  it.each([
    null,
    0,
    -7,
    Number.MAX_SAFE_INTEGER,
    '',
    "'; DROP TABLE orders; --",
    "''",
    'a\\b"c`d',
    "nul \0 inside, and a quote ' too",
    'Grüße, 😀, \u2028',
  ])('is read back as %p', async (value) => {
    expect(await query(`SELECT ${literal(value)} AS value`)).toEqual([{ value }]);
  });

  it.each([0.5, NaN, Infinity, 2 ** 53, true, undefined, 10n])('is not made of %p', (value) => {
    expect(() => literal(value as SqlValue)).toThrow(UnwritableValueError);
  });
});

describe('a script', () => {
  const CHILDREN = {
    table: 'line',
    parent: { table: 'parent', key: 'name', id: 'id' },
    counter: { table: 'counter', column: 'lines', id: 1 },
  } as const;

  beforeAll(async () => {
    await execute(`CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT UNIQUE, note TEXT);
      CREATE TABLE line (parent_id INTEGER, text TEXT NOT NULL, number INTEGER);
      CREATE TABLE counter (id INTEGER PRIMARY KEY, lines INTEGER, most INTEGER);
      INSERT INTO counter VALUES (1, 5, 10)`);
  });

  it('inserts rows, and rows that refer to them', async () => {
    await execute(
      writeScript([
        {
          kind: 'insert',
          key: 'id',
          table: 'parent',
          columns: ['name', 'note'],
          rows: [
            ['a', null],
            ["b'", 'x'],
          ],
        },
        { kind: 'add', table: 'counter', columns: ['id', 'lines'], rows: [[1, 2]] },
        {
          kind: 'insert-children',
          ...CHILDREN,
          columns: ['parent_id', 'text', 'number'],
          rows: [
            ["b'", 'of b', 1],
            ["b'", 'too', 0],
          ],
        },
      ]),
    );
    expect(
      await query('SELECT name, text, number FROM parent LEFT JOIN line ON parent_id = id ORDER BY id'),
    ).toEqual([
      { name: 'a', text: null, number: null },
      { name: "b'", text: 'of b', number: 6 },
      { name: "b'", text: 'too', number: 7 },
    ]);
  });

  it('updates rows by their key, and leaves others alone', async () => {
    await execute(
      writeScript([
        { kind: 'update', table: 'parent', columns: ['id', 'note', 'name'], rows: [[2, 'new', 'B']] },
      ]),
    );
    expect(await query('SELECT * FROM parent ORDER BY id')).toEqual([
      { id: 1, name: 'a', note: null },
      { id: 2, name: 'B', note: 'new' },
    ]);
  });

  it('raises what is less, and only that', async () => {
    for (const most of [11, 3])
      await execute(
        writeScript([{ kind: 'raise', table: 'counter', columns: ['id', 'most'], rows: [[1, most]] }]),
      );
    expect(await query('SELECT most FROM counter')).toEqual([{ most: 11 }]);
  });

  it('stops at the first statement that fails, before anything is committed', async () => {
    const script = writeScript([
      { kind: 'insert', key: 'name', table: 'parent', columns: ['name'], rows: [['c']] },
      { kind: 'insert', key: 'text', table: 'line', columns: ['text'], rows: [[null]] },
    ]);
    await expect(execute(script)).rejects.toThrow('SQLITE_CONSTRAINT');
    await execute('ROLLBACK');
    expect(await query(`SELECT * FROM parent WHERE name = 'c'`)).toEqual([]);
  });
});
