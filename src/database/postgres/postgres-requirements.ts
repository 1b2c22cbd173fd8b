import type { DataSource } from 'typeorm';
import { type Complaints, type Requirement, complaintsOf } from '../server/requirements.js';

/** Settings of a server, and rights of the service's user. Null if the server has no such setting. */
export interface PostgresFacts {
  readonly version: number;
  readonly encoding: string;
  readonly fsync: string | null;
  readonly fullPageWrites: string | null;
  readonly isReadOnly: boolean;
  readonly isStandby: boolean;
  readonly user: string;
  /** The schema for new tables; null if no schema of the search path exists. */
  readonly schema: string | null;
  /** Whether the tables exist, or may be created. */
  readonly mayHaveTables: boolean;
  readonly mayNumberOrders: boolean;
  readonly isAdministrator: boolean;
}

const FACTS = `SELECT
  current_setting('server_version_num')::integer AS version,
  current_setting('server_encoding') AS encoding,
  current_setting('fsync', true) AS fsync,
  current_setting('full_page_writes', true) AS "fullPageWrites",
  current_setting('default_transaction_read_only') = 'on' AS "isReadOnly",
  pg_is_in_recovery() AS "isStandby",
  current_user AS "user",
  current_schema() AS schema,
  to_regclass('migrations') IS NOT NULL
    OR coalesce(has_schema_privilege(current_schema(), 'CREATE'), true) AS "mayHaveTables",
  to_regclass('orders_id_seq') IS NULL
    OR has_sequence_privilege(to_regclass('orders_id_seq'), 'USAGE') AS "mayNumberOrders",
  current_setting('is_superuser') = 'on' AS "isAdministrator"`;

/** `ALTER SEQUENCE … AS bigint`. */
const OLDEST = 100_000;

const REQUIREMENTS: readonly Requirement<PostgresFacts>[] = [
  {
    isMet: ({ version }) => version >= OLDEST,
    complaint: ({ version }) => `It is PostgreSQL ${Math.floor(version / 10_000)}: 10 or newer is needed.`,
  },
  {
    isMet: ({ encoding }) => encoding === 'UTF8',
    complaint: ({ encoding }) =>
      `It is in ${encoding}, which does not take every text. Create one that does: ` +
      `CREATE DATABASE orders ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
  },
  {
    isMet: ({ isStandby }) => !isStandby,
    complaint: () => 'It is a standby, which can only be read. Name the primary server.',
  },
  {
    isMet: ({ isReadOnly, isStandby }) => isStandby || !isReadOnly,
    complaint: ({ user }) =>
      'It can only be read, since default_transaction_read_only is on. If nobody means it to be: ' +
      `ALTER ROLE "${user}" SET default_transaction_read_only = off`,
  },
  {
    isMet: ({ schema }) => schema !== null,
    complaint: ({ user }) =>
      `The search path leads to no schema. Set one that is there: ALTER ROLE "${user}" SET search_path = public`,
  },
  {
    isMet: ({ mayHaveTables }) => mayHaveTables,
    complaint: ({ schema, user }) =>
      `The user may not make tables: GRANT USAGE, CREATE ON SCHEMA "${schema}" TO "${user}"`,
  },
  {
    isMet: ({ mayNumberOrders }) => mayNumberOrders,
    complaint: ({ user }) =>
      `The user may not number orders: GRANT USAGE ON SEQUENCE orders_id_seq TO "${user}"`,
  },
  {
    isMet: ({ fsync }) => fsync !== 'off',
    complaint: () =>
      'fsync is off, so orders that were acknowledged, or all of them, are lost with the power. Set fsync = on.',
    isForAdministrators: true,
  },
  {
    isMet: ({ fullPageWrites }) => fullPageWrites !== 'off',
    complaint: () =>
      'full_page_writes is off, so a page that is half written when the power fails stays so. Set full_page_writes = on.',
    isForAdministrators: true,
  },
];

export async function examinePostgres(source: DataSource): Promise<Complaints> {
  const [facts] = await source.query<PostgresFacts[]>(FACTS);
  return facts ? judgePostgres(facts) : { refusals: [], warnings: [] };
}

export function judgePostgres(facts: PostgresFacts): Complaints {
  return complaintsOf(REQUIREMENTS, facts, facts.isAdministrator);
}
