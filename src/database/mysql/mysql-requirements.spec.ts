import { describe, expect, it } from '@jest/globals';
import { judgeMysql } from './mysql-requirements.js';

const FIT = {
  version: '10.11.6-MariaDB-log',
  read_only: 'OFF',
  innodb_flush_log_at_trx_commit: '1',
  log_bin: 'ON',
  sync_binlog: '1',
  innodb_doublewrite: 'ON',
  max_allowed_packet: '16777216',
};

function judge(
  variables: Record<string, string>,
  isAdministrator: boolean,
  foreignTables: string[] = [],
): ReturnType<typeof judgeMysql> {
  const all = new Map(Object.entries({ ...FIT, ...variables }));
  return judgeMysql({ variables: all, foreignTables }, isAdministrator);
}

describe('a MySQL', () => {
  it.each([
    '8.0.17',
    '8.0.36-28-log',
    '8.4.0',
    '9.1.0',
    '10.6.0-MariaDB',
    '5.5.5-10.6.12-MariaDB',
    '11.4.2-MariaDB',
  ])('of version %s is taken as it is', (version) => {
    expect(judge({ version }, true)).toEqual({ refusals: [], warnings: [] });
  });

  it('that shows none of its settings is taken as it is', () => {
    expect(judgeMysql({ variables: new Map(), foreignTables: [] }, true)).toEqual({
      refusals: [],
      warnings: [],
    });
  });

  it.each(['5.7.44-log', '8.0.16', '10.5.23-MariaDB-1:10.5.23', '5.5.5-10.5.9-MariaDB'])(
    'of version %s is refused',
    (version) => {
      expect(judge({ version }, false).refusals).toEqual([
        expect.stringContaining(`It is version ${version}`),
      ]);
    },
  );

  it.each(['read_only', 'super_read_only', 'innodb_read_only', 'tx_read_only', 'transaction_read_only'])(
    'with %s is refused',
    (name) => {
      const expected = [expect.stringContaining(`${name} is on.`)];
      expect([judge({ [name]: 'ON' }, false).refusals, judge({ [name]: '1' }, true).refusals]).toEqual([
        expected,
        expected,
      ]);
    },
  );

  it('with tables that do not commit is refused', () => {
    expect(judge({}, false, ['orders', 'order_timeline']).refusals).toEqual([
      expect.stringContaining(
        'ALTER TABLE orders ENGINE = InnoDB; ALTER TABLE order_timeline ENGINE = InnoDB',
      ),
    ]);
  });

  it.each<[Record<string, string>, string]>([
    [{ innodb_flush_log_at_trx_commit: '2' }, 'SET GLOBAL innodb_flush_log_at_trx_commit = 1'],
    [{ sync_binlog: '0' }, 'SET GLOBAL sync_binlog = 1'],
    [{ innodb_doublewrite: 'OFF' }, 'Set innodb_doublewrite = ON'],
    [{ max_allowed_packet: '1048576' }, 'SET GLOBAL max_allowed_packet = 16777216'],
  ])('with %p is refused to those who can mend it, and others are warned', (variables, complaint) => {
    const expected = [expect.stringContaining(complaint)];
    expect(judge(variables, true).refusals).toEqual(expected);
    const forGuests = judge(variables, false);
    expect(forGuests).toEqual({ refusals: [], warnings: expected });
  });

  it('without a binary log need not write it', () => {
    expect(judge({ log_bin: 'OFF', sync_binlog: '0' }, true).refusals).toEqual([]);
  });
});
