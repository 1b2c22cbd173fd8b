import type { Settings } from '../config/settings.js';
import type { DatabaseBackend } from './database-backend.js';
import { MysqlBackend } from './mysql/mysql-backend.js';
import { PostgresBackend } from './postgres/postgres-backend.js';
import { SqliteBackend } from './sqlite/sqlite-backend.js';

const POSTGRES = new PostgresBackend();

const BACKENDS: Readonly<Record<string, DatabaseBackend>> = {
  'sqlite:': new SqliteBackend(),
  'postgres:': POSTGRES,
  'postgresql:': POSTGRES,
  'mysql:': new MysqlBackend(),
};

/** The backend that the scheme of `DATABASE_URL` names. */
export function backendOf({ DATABASE_URL }: Settings): DatabaseBackend {
  const [scheme = ''] = /^[a-z]+:/.exec(DATABASE_URL) ?? [];
  const backend = BACKENDS[scheme];
  if (!backend) throw new Error('DATABASE_URL names no database that is known.');
  return backend;
}
