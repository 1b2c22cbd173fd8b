import { Logger } from '@nestjs/common';
import type mysql from 'mysql2';
import type { PrimaryWatch } from '../server/primary-watch.js';

type Taken = (error: NodeJS.ErrnoException | null, connection: mysql.PoolConnection) => void;

/** What holds in a session, whatever the server is set to. */
const VARIABLES = {
  // Strict values, no surprises in how text is quoted.
  sql_mode: `'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'`,
  // Nobody waits long for a row that somebody outside has locked.
  innodb_lock_wait_timeout: '1',
  // Each statement outside of a transaction is one, and a commit is no more than that.
  autocommit: '1',
  completion_type: '0',
  // An id is taken once, and a timeline goes with its order.
  unique_checks: '1',
  foreign_key_checks: '1',
  // No statement is refused for its size, and no answer cut off.
  sql_safe_updates: '0',
  sql_big_selects: '1',
  sql_select_limit: '18446744073709551615',
};

const SESSION = [
  // No locks on gaps between rows.
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET ${Object.entries(VARIABLES)
    .map(([name, value]) => `SESSION ${name} = ${value}`)
    .join(', ')}`,
];

/** The driver, with pools that set each connection up, lend none to what may not be the primary any more, and let nobody wait for ever. */
export function withPool(driver: typeof mysql, limitMs: number, primary: PrimaryWatch): object {
  const createPool = (options: mysql.PoolOptions): mysql.Pool => {
    const pool = driver.createPool(options);
    pool.on('connection', setUp);
    lendCurrent(pool, primary);
    limitWaiting(pool, limitMs);
    return pool;
  };
  return { ...driver, createPool };
}

const logger = new Logger('Database');

/** The pool forgets a connection at its first error; a second one, unheard, would end the process. */
function setUp(connection: mysql.PoolConnection): void {
  connection.on('error', (error: Error) => logger.warn(`A connection broke: ${error.message}`));
  for (const statement of SESSION) connection.query(statement, (error) => error && giveUp(connection, error));
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
      if (error || primary.mayLend(connection, askedIn)) taken(error, connection);
      else {
        connection.destroy();
        takeCurrent(taken);
      }
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
