import { setTimeout as pause } from 'node:timers/promises';
import type { KeyedRead } from '../keyed-reader.js';
import {
  type Decision,
  RowsLockedError,
  WhenLocked,
  type Write,
  WriteConnection,
} from '../write-connection.js';
import { isLockTimeout, isRowTrouble, isWorthAnotherTry } from './sql/error-classes.js';
import { toJsonLists } from './sql/json-rows.js';
import { inKeyOrder } from './sql/key-order.js';
import { inTransactionOn, onConnection } from './on-connection.js';
import { RowLocks } from './row-locks.js';
import type { ServerPool } from './server-pool.js';
import { SetStatements } from './sql/set-statements.js';

const LANES = 4;
/** How often, and for how long, a commit is tried that others stand in the way of. */
const MAX_TRIES = 8;
const TRY_LIMIT_MS = 5000;
/** Bounds of the random pause before another try; it doubles with each. */
const FIRST_PAUSE_MS = 5;
const MAX_PAUSE_MS = 200;
const UNKNOWN: ReadonlySet<string> = new Set();

/**
 * Each commit is a transaction on a connection of its own, and locks the rows that it reads until it ends: others, of
 * this instance or another, wait for those rows alone. A row that is not there yet cannot be locked; where two create it,
 * the second one fails on the unique index, and is decided again over the row of the first.
 */
export class ServerWriteConnection extends WriteConnection {
  override readonly lanes = LANES;
  private readonly statements: SetStatements;
  private readonly locks: RowLocks;

  constructor(private readonly source: ServerPool) {
    super();
    this.statements = new SetStatements(source, source.dialect);
    this.locks = new RowLocks(source.dialect, this.statements);
  }

  override async commit<Result>(
    read: KeyedRead,
    decide: (rows: object[]) => Decision<Result>,
    whenLocked: WhenLocked = WhenLocked.Wait,
  ): Promise<Result> {
    const deadline = performance.now() + TRY_LIMIT_MS;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.commitOnce(read, decide, whenLocked);
      } catch (error) {
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
    whenLocked: WhenLocked,
  ): Promise<Result> {
    const { dialect, primary } = this.source;
    return onConnection(this.source, async (connection) => {
      const seen = whenLocked === WhenLocked.GiveUp ? await this.locks.peek(connection, read) : [];
      const { result, hasChanged } = await inTransactionOn(connection, dialect, dialect.begin, async () => {
        const decision = decide(await this.read(connection, read, whenLocked, seen));
        const writes = decision.writes.filter(({ rows }) => rows.length > 0);
        await this.writeAll(connection, writes, whenLocked !== WhenLocked.Wait);
        return { result: decision.result, hasChanged: writes.length > 0 };
      });
      if (hasChanged) primary.noteCommit(connection as object);
      return result;
    });
  }

  /** Where rows are not waited for, a lock that is in the way is one on the whole table. */
  private read(
    connection: unknown,
    read: KeyedRead,
    whenLocked: WhenLocked,
    seen: readonly string[],
  ): Promise<object[]> {
    const reading = this.locks.lock(connection, read, whenLocked, seen);
    return whenLocked === WhenLocked.Wait ? reading.catch(blameLocks) : reading;
  }

  private async writeAll(connection: unknown, writes: readonly Write[], isHurried: boolean): Promise<void> {
    const { hurry, takeTime } = this.source.dialect;
    if (isHurried) await this.runAll(connection, hurry);
    for (const write of writes.filter(isOfOneRow)) await this.write(connection, write).catch(blameLocks);
    if (isHurried) await this.runAll(connection, takeTime);
    for (const write of writes.filter(isOfAll)) await this.write(connection, write);
  }

  private async runAll(connection: unknown, statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.source.dialect.run(connection, statement);
  }

  private async write(connection: unknown, write: Write): Promise<void> {
    const statement = this.statements.write(write);
    for (const list of this.listsOf(write)) await this.source.dialect.run(connection, statement, [list]);
  }

  /**
   * Rows that are changed were locked in the order of their keys. New ones that must go in by it as well, and do not fit
   * into one statement, are sorted before they are cut into lists; their ids then follow the keys.
   */
  private listsOf(write: Write): string[] {
    const lists = toJsonLists(write.rows);
    if (write.kind !== 'insert' || lists.length === 1 || !this.source.dialect.mustInsertInKeyOrder)
      return lists;
    return toJsonLists(inKeyOrder(write.rows, write.columns.indexOf(write.key)));
  }
}

/** What is added to is there for all commits: none of them could go without it. */
function isOfAll({ kind }: Write): boolean {
  return kind === 'add';
}

function isOfOneRow(write: Write): boolean {
  return !isOfAll(write);
}

function blameLocks(error: unknown): never {
  throw isLockTimeout(error) ? new RowsLockedError(UNKNOWN, error) : error;
}
