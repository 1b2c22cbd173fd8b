import type { DataSourceOptions } from 'typeorm';
import type { Settings } from '../config/settings.js';
import type { DatabaseBackend } from './database-backend.js';
import { MysqlBackend } from './mysql/mysql-backend.js';
import { PostgresBackend } from './postgres/postgres-backend.js';
import { SqliteBackend } from './sqlite/sqlite-backend.js';

type Kind = Extract<DataSourceOptions['type'], 'sqlite' | 'postgres' | 'mysql'>;

const BACKENDS: Readonly<Record<Kind, DatabaseBackend>> = {
  sqlite: new SqliteBackend(),
  postgres: new PostgresBackend(),
  mysql: new MysqlBackend(),
};

const KINDS: Readonly<Record<string, Kind>> = {
  'sqlite:': 'sqlite',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mysql',
};

/** The backend that the scheme of `DATABASE_URL` names. */
export function backendOf({ DATABASE_URL }: Settings): DatabaseBackend {
  const [scheme = ''] = /^[a-z]+:/.exec(DATABASE_URL) ?? [];
  return backendOfKind(KINDS[scheme]);
}

export function backendOfKind(kind: string | undefined): DatabaseBackend {
  if (kind !== undefined && kind in BACKENDS) return BACKENDS[kind as Kind];
  throw new Error('DATABASE_URL names no database that is known.');
}
