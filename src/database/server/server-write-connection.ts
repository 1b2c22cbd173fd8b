import type { KeyedRead } from '../keyed-reader.js';
import {
  type Decision,
  RowsLockedError,
  WhenLocked,
  type Write,
  WriteConnection,
} from '../write-connection.js';
import { NO_KNOWN_KEYS, retryOnConflict } from './commit-retry.js';
import { isLockTimeout, isRowTrouble } from './sql/error-classes.js';
import { toJsonLists } from './sql/json-rows.js';
import { inKeyOrder } from './sql/key-order.js';
import { inTransactionOn, onConnection } from './on-connection.js';
import { RowLocks } from './row-locks.js';
import type { ServerPool } from './server-pool.js';
import { SetStatements } from './sql/set-statements.js';

const LANES = 4;

/**
 * Each commit is a transaction on a connection of its own. It locks the rows that it reads, so other commits, of this
 * instance or another, wait only for these rows. A row that does not exist yet cannot be locked: when two commits create
 * it, the second violates the unique index, and is decided again with the row of the first.
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

  override commit<Result>(
    read: KeyedRead,
    decide: (rows: object[]) => Decision<Result>,
    whenLocked: WhenLocked = WhenLocked.Wait,
  ): Promise<Result> {
    return retryOnConflict(() => this.commitOnce(read, decide, whenLocked), whenLocked);
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

  /**
   * When row locks are waited for, a lock timeout means locked rows. When they are not, a timeout can only come from a lock
   * on the whole table, and stays what it is.
   */
  private read(
    connection: unknown,
    read: KeyedRead,
    whenLocked: WhenLocked,
    seen: readonly string[],
  ): Promise<object[]> {
    const reading = this.locks.lock(connection, read, whenLocked, seen);
    return whenLocked === WhenLocked.Wait ? reading.catch(throwAsRowsLocked) : reading;
  }

  private async writeAll(connection: unknown, writes: readonly Write[], isShortWait: boolean): Promise<void> {
    const { shortWait } = this.source.dialect;
    const limit = isShortWait ? shortWait.limit : asItIs;
    const firstShared = writes.findIndex(isSharedWrite);
    if (isShortWait) await this.runAll(connection, shortWait.begin);
    for (const [index, write] of writes.entries()) {
      if (isShortWait && index === firstShared) await this.runAll(connection, shortWait.end);
      if (isSharedWrite(write)) await this.write(connection, write, asItIs);
      else await this.write(connection, write, limit).catch(throwAsRowsLocked);
    }
  }

  private async runAll(connection: unknown, statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.source.dialect.run(connection, statement);
  }

  private async write(
    connection: unknown,
    write: Write,
    limit: (statement: string) => string,
  ): Promise<void> {
    const statement = limit(this.statements.write(write));
    for (const list of this.listsOf(write)) await this.source.dialect.run(connection, statement, [list]);
  }

  /**
   * Rows to be changed were locked in key order before. Where new rows must be inserted in key order too, and need several
   * statements, they are sorted before they are split; their ids then follow the keys.
   */
  private listsOf(write: Write): string[] {
    const lists = toJsonLists(write.rows);
    if (write.kind !== 'insert' || lists.length === 1 || !this.source.dialect.mustInsertInKeyOrder)
      return lists;
    return toJsonLists(inKeyOrder(write.rows, write.columns.indexOf(write.key)));
  }
}

/** Changes the row of totals, which every commit needs: a lock on it is not blamed on orders. */
function isSharedWrite({ kind }: Write): boolean {
  return kind === 'add' || kind === 'raise';
}

function asItIs(statement: string): string {
  return statement;
}

function throwAsRowsLocked(error: unknown): never {
  throw isLockTimeout(error) ? new RowsLockedError(NO_KNOWN_KEYS, error) : error;
}
