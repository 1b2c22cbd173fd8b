import sqlite3 from 'sqlite3';

/**
 * TypeORM asks its driver to be verbose, and sqlite3 then takes a stack trace for every statement of the process.
 * This one does not oblige.
 */
export const SQLITE_DRIVER = { ...sqlite3, verbose: (): typeof sqlite3 => sqlite3 };
