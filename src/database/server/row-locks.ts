import type { KeyedRead } from '../keyed-reader.js';
import { RowsLockedError, WhenLocked } from '../write-connection.js';
import { toJsonLists } from './sql/json-rows.js';
import type { SetStatements } from './sql/set-statements.js';
import type { SqlDialect } from './sql/sql-dialect.js';

const KEY = 'key';

/** Reads the rows of a commit and locks them. */
export class RowLocks {
  constructor(
    private readonly dialect: SqlDialect,
    private readonly statements: SetStatements,
  ) {}

  /**
   * Keys of rows that exist, including uncommitted rows of other transactions, where the database can show them. Call it
   * before the transaction begins.
   */
  async peek(connection: unknown, read: KeyedRead): Promise<string[]> {
    const { peek } = this.dialect;
    if (peek === null) return [];
    const keys: string[] = [];
    for (const list of toJsonLists(read.values.map((key) => [key]))) {
      await this.dialect.run(connection, peek);
      const rows = await this.dialect.run(connection, this.statements.select(onlyKeys(read)), [list]);
      keys.push(...rows.map(keyOf));
    }
    return keys;
  }

  /**
   * Locks rows in the order of their keys, so that two transactions that lock the same rows do not deadlock.
   * @param seen the result of `peek`
   * @throws RowsLockedError if rows are locked and `whenLocked` is `GiveUp`
   */
  lock(
    connection: unknown,
    read: KeyedRead,
    whenLocked: WhenLocked,
    seen: readonly string[],
  ): Promise<object[]> {
    switch (whenLocked) {
      case WhenLocked.Wait:
        return this.run(connection, this.statements.selectForUpdate(read), read.values.toSorted());
      case WhenLocked.Skip:
        return this.run(connection, this.statements.selectFree(read), read.values.toSorted());
      case WhenLocked.GiveUp:
        return this.lockUnlessLocked(connection, read, seen);
    }
  }

  private async lockUnlessLocked(
    connection: unknown,
    read: KeyedRead,
    seen: readonly string[],
  ): Promise<object[]> {
    const there = await this.run(connection, this.statements.select(onlyKeys(read)), read.values);
    const locked = new Set([...seen, ...there.map(keyOf)]);
    const free = await this.run(connection, this.statements.selectFree(read), read.values);
    const property = keyPropertyOf(read);
    for (const row of free) locked.delete((row as Record<string, string>)[property] ?? '');
    if (locked.size > 0) throw new RowsLockedError(locked);
    return free;
  }

  private async run(connection: unknown, statement: string, keys: readonly string[]): Promise<object[]> {
    const found: object[] = [];
    for (const list of toJsonLists(keys.map((key) => [key])))
      found.push(...(await this.dialect.run(connection, statement, [list])));
    return found;
  }
}

function onlyKeys(read: KeyedRead): KeyedRead {
  return { ...read, columns: new Map([[KEY, read.key]]) };
}

function keyOf(row: object): string {
  return (row as Record<typeof KEY, string>)[KEY];
}

/** The property that holds the key in the rows read. */
function keyPropertyOf({ columns, key }: KeyedRead): string {
  return [...columns].find(([, column]) => column === key)?.[0] ?? key;
}
