import type { QueryRunner } from 'typeorm';
import { isReadOnly } from './sql/error-classes.js';
import type { ServerPool } from './server-pool.js';
import type { SqlDialect } from './sql/sql-dialect.js';

/** Borrows a driver's connection from the pool: TypeORM's query runner would make each statement a third slower. */
export async function onConnection<Result>(
  source: ServerPool,
  work: (connection: unknown, runner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  const runner = source.createQueryRunner();
  const connection: unknown = await runner.connect();
  try {
    return await work(connection, runner);
  } catch (error) {
    source.noteFailure(connection, error);
    throw error;
  } finally {
    await runner.release();
  }
}

/** Runs `work` in a transaction: commits it, or rolls it back. @param begin statements of the dialect that begin the transaction */
export function inTransaction<Result>(
  source: ServerPool,
  begin: readonly string[],
  work: (connection: unknown, runner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  return onConnection(source, (connection, runner) =>
    inTransactionOn(connection, source.dialect, begin, () => work(connection, runner)),
  );
}

/** The same on a borrowed connection. */
export async function inTransactionOn<Result>(
  connection: unknown,
  dialect: SqlDialect,
  begin: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    for (const statement of begin) await dialect.run(connection, statement);
    const result = await work();
    await dialect.run(connection, 'COMMIT');
    return result;
  } catch (error) {
    await undo(dialect, connection, error);
    throw error;
  }
}

/** Rolls back; the first error is the one that counts. A connection to a read-only server must not be used again. */
async function undo(dialect: SqlDialect, connection: unknown, failure: unknown): Promise<void> {
  if (isReadOnly(failure)) dialect.abandon(connection);
  else await dialect.run(connection, 'ROLLBACK').catch(() => dialect.abandon(connection));
}
