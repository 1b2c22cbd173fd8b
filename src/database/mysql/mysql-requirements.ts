import type { DataSource } from 'typeorm';
import { type Complaints, type Requirement, complaintsOf } from '../server/requirements.js';

export interface MysqlFacts {
  /** By lower-case name; settings that the server lacks or hides are missing. */
  readonly variables: ReadonlyMap<string, string>;
  /** Tables of the service that use another engine than InnoDB. */
  readonly foreignTables: readonly string[];
}

const MYSQL_OLDEST = [8, 0, 17];
const MARIADB_OLDEST = [10, 6, 0];
/** A statement has at most a million characters of three bytes each, and more for a large order. */
const SMALLEST_PACKET = 4 * 1024 * 1024;
const ADMINISTRATORS = /\b(SUPER|SYSTEM_VARIABLES_ADMIN)\b|ALL PRIVILEGES ON \*\.\*/;

const FOREIGN_TABLES = `SELECT table_name AS name FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_name IN ('orders', 'order_timeline')
  AND table_type = 'BASE TABLE' AND engine <> 'InnoDB'`;

const REQUIREMENTS: readonly Requirement<MysqlFacts>[] = [
  {
    isMet: ({ variables }) => isRecent(variables.get('version') ?? ''),
    complaint: ({ variables }) =>
      `It is version ${variables.get('version')}: MySQL 8.0.17 or MariaDB 10.6, or newer, is needed.`,
  },
  {
    isMet: ({ variables }) => !READ_ONLY.some((name) => isOn(variables, name)),
    complaint: ({ variables }) =>
      `It can only be read: ${READ_ONLY.filter((name) => isOn(variables, name)).join(', ')} is on. ` +
      'Name the primary server, or set it off.',
  },
  {
    isMet: ({ foreignTables }) => foreignTables.length === 0,
    complaint: ({ foreignTables }) =>
      'Tables are kept by an engine that does not commit: ' +
      foreignTables.map((name) => `ALTER TABLE ${name} ENGINE = InnoDB`).join('; '),
  },
  {
    isMet: ({ variables }) => ['1', undefined].includes(variables.get('innodb_flush_log_at_trx_commit')),
    complaint: ({ variables }) =>
      `innodb_flush_log_at_trx_commit is ${variables.get('innodb_flush_log_at_trx_commit')}, so orders that were ` +
      'acknowledged are lost with the power: SET GLOBAL innodb_flush_log_at_trx_commit = 1',
    isForAdministrators: true,
  },
  {
    isMet: ({ variables }) =>
      !isOn(variables, 'log_bin') || ['1', undefined].includes(variables.get('sync_binlog')),
    complaint: ({ variables }) =>
      `sync_binlog is ${variables.get('sync_binlog')}, so orders that were acknowledged are taken back after the power ` +
      'has failed, when the binary log lacks them: SET GLOBAL sync_binlog = 1',
    isForAdministrators: true,
  },
  {
    isMet: ({ variables }) => !/^(OFF|0|DETECT_ONLY)$/i.test(variables.get('innodb_doublewrite') ?? ''),
    complaint: () =>
      'innodb_doublewrite is off, so a page that is half written when the power fails stays so. ' +
      'Set innodb_doublewrite = ON in the configuration of the server.',
    isForAdministrators: true,
  },
  {
    isMet: ({ variables }) => Number(variables.get('max_allowed_packet') ?? Infinity) >= SMALLEST_PACKET,
    complaint: ({ variables }) =>
      `max_allowed_packet is ${variables.get('max_allowed_packet')}, too little for many orders at once: ` +
      'SET GLOBAL max_allowed_packet = 16777216',
    isForAdministrators: true,
  },
];

const READ_ONLY = [
  'read_only',
  'super_read_only',
  'innodb_read_only',
  'tx_read_only',
  'transaction_read_only',
];

export async function examineMysql(source: DataSource): Promise<Complaints> {
  const shown = await source.query<{ Variable_name: string; Value: string }[]>('SHOW VARIABLES');
  const tables = await source.query<{ name: string }[]>(FOREIGN_TABLES);
  const grants = await source.query<object[]>('SHOW GRANTS');
  const facts: MysqlFacts = {
    variables: new Map(shown.map(({ Variable_name: name, Value }) => [name.toLowerCase(), Value])),
    foreignTables: tables.map(({ name }) => name),
  };
  const isAdministrator = grants.some((grant) => ADMINISTRATORS.test(Object.values(grant).join()));
  return judgeMysql(facts, isAdministrator);
}

export function judgeMysql(facts: MysqlFacts, isAdministrator: boolean): Complaints {
  return complaintsOf(REQUIREMENTS, facts, isAdministrator);
}

/** @param version such as `8.4.3`, `10.11.6-MariaDB-log` or `5.5.5-10.6.12-MariaDB` */
function isRecent(version: string): boolean {
  const isMariadb = version.includes('MariaDB');
  const numbers = /(\d+)\.(\d+)\.(\d+)/
    .exec(version.replace(/^5\.5\.5-/, ''))
    ?.slice(1)
    .map(Number);
  const oldest = isMariadb ? MARIADB_OLDEST : MYSQL_OLDEST;
  const difference = numbers
    ?.map((number, index) => number - (oldest[index] ?? 0))
    .find((each) => each !== 0);
  return (difference ?? 0) >= 0;
}

function isOn(variables: ReadonlyMap<string, string>, name: string): boolean {
  return /^(ON|1)$/i.test(variables.get(name) ?? '');
}
