import sqlite3 from 'sqlite3';

/**
 * TypeORM makes sqlite3 verbose, which then records a stack trace for every statement. This driver ignores that request.
 */
export const SQLITE_DRIVER = { ...sqlite3, verbose: (): typeof sqlite3 => sqlite3 };
