import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { KeyedRead } from '../keyed-reader.js';
import {
  type Decision,
  RowsLockedError,
  WhenLocked,
  type Write,
  WriteConnection,
} from '../write-connection.js';
import { isLockTimeout, isRowTrouble, isWorthAnotherTry } from './error-classes.js';
import { toJsonLists } from './json-rows.js';
import { inTransaction } from './on-connection.js';
import { RowLocks } from './row-locks.js';
import { SetStatements } from './set-statements.js';
import type { SqlDialect } from './sql-dialect.js';

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

  constructor(
    private readonly source: DataSource,
    private readonly dialect: SqlDialect,
  ) {
    super();
    this.statements = new SetStatements(source, dialect);
    this.locks = new RowLocks(source, dialect, this.statements);
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

  private commitOnce<Result>(
    read: KeyedRead,
    decide: (rows: object[]) => Decision<Result>,
    whenLocked: WhenLocked,
  ): Promise<Result> {
    const isHurried = whenLocked !== WhenLocked.Wait;
    return inTransaction(this.source, this.dialect, this.dialect.begin, async (connection) => {
      const stored = await this.read(connection, read, whenLocked);
      const { result, writes } = decide(stored);
      if (isHurried) await this.runAll(connection, this.dialect.hurry);
      await this.writeAll(connection, writes.filter(isOfOneRow)).catch(blameLocks);
      if (isHurried) await this.runAll(connection, this.dialect.takeTime);
      await this.writeAll(connection, writes.filter(isOfAll));
      return result;
    });
  }

  /** Where rows are not waited for, a lock that is in the way is one on the whole table. */
  private read(connection: unknown, read: KeyedRead, whenLocked: WhenLocked): Promise<object[]> {
    const reading = this.locks.lock(connection, read, whenLocked);
    return whenLocked === WhenLocked.Wait ? reading.catch(blameLocks) : reading;
  }

  private async runAll(connection: unknown, statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.dialect.run(connection, statement);
  }

  private async writeAll(connection: unknown, writes: readonly Write[]): Promise<void> {
    for (const write of writes) await this.write(connection, write);
  }

  private async write(connection: unknown, write: Write): Promise<void> {
    if (write.rows.length === 0) return;
    const statement = this.statements.write(write);
    for (const list of toJsonLists(write.rows)) await this.dialect.run(connection, statement, [list]);
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
