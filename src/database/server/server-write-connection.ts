import { setTimeout as pause } from 'node:timers/promises';
import type { KeyedRead } from '../keyed-reader.js';
import { type Decision, RowsLockedError, type Write, WriteConnection } from '../write-connection.js';
import { isLockTimeout, isRowTrouble, isWorthAnotherTry } from './error-classes.js';
import { toJsonLists } from './json-rows.js';
import { inKeyOrder } from './key-order.js';
import { inTransaction } from './on-connection.js';
import type { ServerPool } from './server-pool.js';
import { SetStatements } from './set-statements.js';

const LANES = 4;
/** How often, and for how long, a commit is tried that others stand in the way of. */
const MAX_TRIES = 8;
const TRY_LIMIT_MS = 5000;
/** Bounds of the random pause before another try; it doubles with each. */
const FIRST_PAUSE_MS = 5;
const MAX_PAUSE_MS = 200;
const KEY = 'key';
const NONE: ReadonlySet<string> = new Set();

/**
 * Each commit is a transaction on a connection of its own, and locks the rows that it reads until it ends: others, of
 * this instance or another, wait for those rows alone. A row that is not there yet cannot be locked; where two create it,
 * the second one fails on the unique index, and is decided again over the row of the first.
 */
export class ServerWriteConnection extends WriteConnection {
  override readonly lanes = LANES;
  private readonly statements: SetStatements;

  constructor(private readonly source: ServerPool) {
    super();
    this.statements = new SetStatements(source, source.dialect);
  }

  override async commit<Result>(
    read: KeyedRead,
    decide: (rows: object[]) => Decision<Result>,
  ): Promise<Result> {
    const deadline = performance.now() + TRY_LIMIT_MS;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.commitOnce(read, decide);
      } catch (error) {
        const locked = isLockTimeout(error) ? await this.findLocked(read) : NONE;
        if (locked.size > 0) throw new RowsLockedError(locked, error);
        const isOver = attempt === MAX_TRIES || performance.now() > deadline;
        if (isOver || !isWorthAnotherTry(error)) throw error;
        await pause(Math.random() * Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt));
      }
    }
  }

  override blamesRows(error: unknown): boolean {
    return isRowTrouble(error);
  }

  private async commitOnce<Result>(
    read: KeyedRead,
    decide: (rows: object[]) => Decision<Result>,
  ): Promise<Result> {
    const { dialect, primary } = this.source;
    let changed: object | undefined;
    const result = await inTransaction(this.source, dialect.begin, async (connection) => {
      const decision = decide(await this.lock(connection, read));
      for (const write of decision.writes) await this.write(connection, write);
      if (decision.writes.some(({ rows }) => rows.length > 0)) changed = connection as object;
      return decision.result;
    });
    if (changed) primary.noteCommit(changed);
    return result;
  }

  /** Keys are asked for, and so locked, in their order, so that two which lock the same rows do not lock each other out. */
  private lock(connection: unknown, read: KeyedRead): Promise<object[]> {
    return this.run(connection, this.statements.selectForUpdate(read), read.values.toSorted());
  }

  private async run(connection: unknown, statement: string, keys: readonly string[]): Promise<object[]> {
    const found: object[] = [];
    for (const list of toJsonLists(keys.map((key) => [key])))
      found.push(...(await this.source.dialect.run(connection, statement, [list])));
    return found;
  }

  /** Which of the rows somebody else has locked at this moment. */
  private findLocked(read: KeyedRead): Promise<ReadonlySet<string>> {
    const keyRead = { ...read, columns: new Map([[KEY, read.key]]) };
    return inTransaction(this.source, this.source.dialect.begin, async (connection) => {
      const all = await this.run(connection, this.statements.select(keyRead), read.values);
      const free = await this.run(connection, this.statements.selectFree(keyRead), read.values);
      const locked = new Set(all.map(keyOf));
      free.forEach((row) => locked.delete(keyOf(row)));
      return locked;
    });
  }

  private async write(connection: unknown, write: Write): Promise<void> {
    if (write.rows.length === 0) return;
    const statement = this.statements.write(write);
    for (const list of this.listsOf(write)) await this.source.dialect.run(connection, statement, [list]);
  }

  /**
   * Rows that are changed were locked in the order of their keys; new ones go in by it, over all lists. Where a statement
   * does that by itself for one list, that stays as it is, and ids follow it.
   */
  private listsOf(write: Write): string[] {
    const lists = toJsonLists(write.rows);
    const isInOrder = this.source.dialect.insertsInKeyOrder && lists.length === 1;
    if (write.kind !== 'insert' || isInOrder) return lists;
    return toJsonLists(inKeyOrder(write.rows, write.columns.indexOf(write.key)));
  }
}

function keyOf(row: object): string {
  return (row as Record<typeof KEY, string>)[KEY];
}
