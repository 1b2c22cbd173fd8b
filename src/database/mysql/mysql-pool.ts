import { Logger } from '@nestjs/common';
import type mysql from 'mysql2';
import type { PrimaryWatch } from '../server/primary-watch.js';

type Taken = (error: NodeJS.ErrnoException | null, connection: mysql.PoolConnection) => void;

/** Settings of each session, whatever the server's own settings are. */
const VARIABLES = {
  // Strict values, no surprises in how text is quoted.
  sql_mode: `'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'`,
  // Locks are waited for only briefly.
  innodb_lock_wait_timeout: '1',
  // Each statement outside of a transaction commits by itself; a commit starts no new transaction.
  autocommit: '1',
  completion_type: '0',
  // Unique indexes and foreign keys are enforced.
  unique_checks: '1',
  foreign_key_checks: '1',
  // No statement is refused for the number of rows it joins, and no result truncated.
  sql_safe_updates: '0',
  sql_big_selects: '1',
  sql_select_limit: '18446744073709551615',
};

function sessionOf(silenceMs: number): string[] {
  // Ends transactions whose client host has vanished. The pool closes its own idle connections earlier.
  const variables = { ...VARIABLES, wait_timeout: Math.ceil(silenceMs / 1000) + 1 };
  const values = Object.entries(variables).map(([name, value]) => `SESSION ${name} = ${value}`);
  return [
    // No locks on gaps between rows.
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    `SET ${values.join(', ')}`,
  ];
}

/**
 * The driver, with pools that set up each connection, drop connections to a former primary, and limit the wait for a
 * connection.
 * @param limitMs the longest wait for a connection
 * @param silenceMs the longest silence of a connection in use
 */
export function withPool(
  driver: typeof mysql,
  limitMs: number,
  silenceMs: number,
  primary: PrimaryWatch,
): object {
  const session = sessionOf(silenceMs);
  const createPool = (options: mysql.PoolOptions): mysql.Pool => {
    const pool = driver.createPool(options);
    pool.on('connection', (connection: mysql.PoolConnection) => setUp(connection, session));
    lendCurrent(pool, primary);
    limitWaiting(pool, limitMs);
    return pool;
  };
  return { ...driver, createPool };
}

const logger = new Logger('Database');

/** The pool stops listening to a connection at its first error; a second one would end the process. */
function setUp(connection: mysql.PoolConnection, session: readonly string[]): void {
  connection.on('error', (error: Error) => logger.warn(`A connection broke: ${error.message}`));
  for (const statement of session) connection.query(statement, (error) => error && giveUp(connection, error));
}

function giveUp(connection: mysql.PoolConnection, { message }: Error): void {
  logger.error(`A connection cannot be set up: ${message}`);
  connection.destroy();
}

function lendCurrent(pool: mysql.Pool, primary: PrimaryWatch): void {
  const take = pool.getConnection.bind(pool) as (taken: Taken) => void;
  const takeCurrent = (taken: Taken): void => {
    const askedIn = primary.generation;
    take((error, connection) => {
      if (error || primary.mayLend(connection, askedIn)) {
        taken(error, connection);
        return;
      }
      connection.destroy();
      takeCurrent(taken);
    });
  };
  pool.getConnection = takeCurrent as typeof pool.getConnection;
}

function limitWaiting(pool: mysql.Pool, limitMs: number): void {
  const take = pool.getConnection.bind(pool) as (taken: Taken) => void;
  const takeInTime = (taken: Taken): void => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      const error = new Error(`No connection was free within ${limitMs} ms.`);
      taken(Object.assign(error, { code: 'ETIMEDOUT' }), undefined as never);
    }, limitMs);
    take((error, connection) => {
      clearTimeout(timer);
      if (!isOver) taken(error, connection);
      else if (!error) connection.release();
    });
  };
  pool.getConnection = takeInTime as typeof pool.getConnection;
}
