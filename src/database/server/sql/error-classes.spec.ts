import { describe, expect, it } from '@jest/globals';
import {
  isLockTimeout,
  isRowTrouble,
  isServerTrouble,
  isSetupTrouble,
  isWorthAnotherTry,
} from './error-classes.js';

const failure = (code?: string, sqlState?: string, message = 'No.'): Error =>
  Object.assign(new Error(message), { ...(code && { code }), ...(sqlState && { sqlState }) });

describe('an error of a database server', () => {
  it.each([
    failure('40P01'),
    failure('40001'),
    failure('23505'),
    failure('ER_DUP_ENTRY', '23000'),
    failure('ER_LOCK_DEADLOCK', '40001'),
    failure('ER_LOCK_WAIT_TIMEOUT', 'HY000'),
    failure('ER_AUTOINC_READ_FAILED', 'HY000'),
  ])('%p is worth another try', (error) => {
    expect(isWorthAnotherTry(error)).toBe(true);
  });

  it.each([
    failure('55P03'),
    failure('ER_LOCK_WAIT_TIMEOUT', 'HY000'),
    Object.assign(failure(undefined, '70100'), { errno: 1969 }),
  ])('%p is the end of a wait for a lock', (error) => {
    expect(isLockTimeout(error)).toBe(true);
  });

  it('is no end of a wait where somebody has ended the statement', () => {
    expect(isLockTimeout(Object.assign(failure('ER_QUERY_INTERRUPTED', '70100'), { errno: 1317 }))).toBe(
      false,
    );
  });

  it.each([
    failure('22001'),
    failure('23502'),
    failure('P0001'),
    failure('ER_DATA_TOO_LONG', '22001'),
    failure('ER_BAD_NULL_ERROR', '23000'),
    failure('ER_SIGNAL_EXCEPTION', '45000'),
    failure('ER_TRUNCATED_WRONG_VALUE_FOR_FIELD', 'HY000'),
  ])('%p is the fault of a row', (error) => {
    expect(isRowTrouble(error)).toBe(true);
    expect(isServerTrouble(error)).toBe(false);
    expect(isWorthAnotherTry(error)).toBe(false);
  });

  it.each([
    failure('ECONNREFUSED'),
    failure('ECONNRESET'),
    failure('ERR_STREAM_DESTROYED'),
    failure('PROTOCOL_CONNECTION_LOST'),
    failure('57P01'),
    failure('57014'),
    failure('53300'),
    failure('25006'),
    failure('58P01'),
    failure('XX000'),
    failure('ER_TOO_MANY_USER_CONNECTIONS', '42000'),
    failure('ER_DISK_FULL', 'HY000'),
    failure('ER_CON_COUNT_ERROR', '08004'),
    failure('ER_OPTION_PREVENTS_STATEMENT', 'HY000'),
    failure(undefined, undefined, 'Connection terminated unexpectedly'),
    failure(undefined, undefined, 'timeout exceeded when trying to connect'),
    failure(undefined, undefined, 'Client has encountered a connection error and is not queryable'),
    failure(undefined, undefined, "Can't add new command when connection is in closed state"),
  ])('%p is the fault of the server', (error) => {
    expect(isServerTrouble(error)).toBe(true);
    expect(isRowTrouble(error)).toBe(false);
  });

  it.each([
    failure('3D000'),
    failure('3F000'),
    failure('42P01'),
    failure('42703'),
    failure('42501'),
    failure('28000'),
    failure('28P01'),
    failure('ER_BAD_DB_ERROR', '42000'),
    failure('ER_NO_DB_ERROR', '3D000'),
    failure('ER_NO_SUCH_TABLE', '42S02'),
    failure('ER_TABLEACCESS_DENIED_ERROR', '42000'),
    failure('ER_ACCESS_DENIED_ERROR', '28000'),
  ])('%p is for a person to mend, and no reason to wait at a start', (error) => {
    expect(isSetupTrouble(error)).toBe(true);
    expect([isServerTrouble(error), isRowTrouble(error), isWorthAnotherTry(error)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each([failure('42601'), failure('ER_PARSE_ERROR', '42000'), new TypeError('x is undefined')])(
    '%p is our own',
    (error) => {
      const answers = [isServerTrouble, isSetupTrouble, isRowTrouble, isWorthAnotherTry].map((is) =>
        is(error),
      );
      expect(answers).toEqual([false, false, false, false]);
    },
  );
});
