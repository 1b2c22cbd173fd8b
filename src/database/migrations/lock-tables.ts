import { setTimeout as pause } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { isLockTimeout } from '../server/sql/error-classes.js';

/** Shorter than PostgreSQL's `deadlock_timeout`: nobody is ended for a deadlock with a migration. */
const LOCK_TIMEOUT_MS = 200;
const TRIES = 300;
const PAUSE_MS = 100;

/**
 * Takes all locks that a migration on PostgreSQL needs, or none: other instances may hold some and wait for others. Between
 * two tries they can work.
 */
export async function lockTables(runner: QueryRunner, tables: readonly string[]): Promise<void> {
  if (runner.connection.options.type !== 'postgres') return;
  for (let attempt = 1; ; attempt++) {
    await runner.query('SAVEPOINT unlocked');
    try {
      await runner.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await runner.query(`LOCK TABLE ${tables.join(', ')} IN ACCESS EXCLUSIVE MODE`);
      await runner.query('SET LOCAL lock_timeout = 0');
      return;
    } catch (error) {
      await runner.query('ROLLBACK TO SAVEPOINT unlocked');
      if (attempt === TRIES || !isLockTimeout(error)) throw error;
      await pause(PAUSE_MS);
    }
  }
}
