import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';

type Kind = 'sqlite' | 'postgres' | 'mysql';

/** What the tests run on. */
export const DATABASE_KIND = (process.env['TEST_DATABASE'] ?? 'sqlite') as Kind;

const SERVERS = {
  postgres: process.env['TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
  mysql: process.env['TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306',
};

const SQLITE = 'sqlite:';

/** Leaves a `describe` or an `it` out on other databases: it is about SQLite itself. */
export function sqliteOnly<Block extends { readonly skip: unknown }>(block: Block): Block {
  return DATABASE_KIND === 'sqlite' ? block : (block.skip as Block);
}

/** A database for one test, empty at first. */
export class TestDatabase {
  private constructor(
    /** As `DATABASE_URL` has it. */
    readonly url: string,
    private readonly remove: () => Promise<unknown>,
  ) {}

  static async create(): Promise<TestDatabase> {
    return DATABASE_KIND === 'sqlite' ? this.createFile() : this.createOn(DATABASE_KIND);
  }

  /** On the server of this kind. */
  static async createOn(kind: Exclude<Kind, 'sqlite'>): Promise<TestDatabase> {
    const name = `orders_test_${randomUUID().replaceAll('-', '')}`;
    const server = SERVERS[kind];
    await query(server, `CREATE DATABASE ${name}`);
    const url = new URL(server);
    url.pathname = name;
    const force = kind === 'postgres' ? ' WITH (FORCE)' : '';
    return new TestDatabase(url.href, () => query(server, `DROP DATABASE ${name}${force}`));
  }

  /** Runs a statement from outside of the app. */
  query<Row>(statement: string): Promise<Row[]> {
    return query<Row[]>(this.url, statement);
  }

  async drop(): Promise<void> {
    await this.remove();
  }

  private static async createFile(): Promise<TestDatabase> {
    const directory = await mkdtemp(join(tmpdir(), 'orders-'));
    return new TestDatabase(`${SQLITE}${join(directory, 'orders.db')}`, () =>
      rm(directory, { recursive: true }),
    );
  }
}

async function query<Rows>(url: string, statement: string): Promise<Rows> {
  const source = new DataSource(optionsOf(url));
  await source.initialize();
  try {
    return await source.query<Rows>(statement);
  } finally {
    await source.destroy();
  }
}

function optionsOf(url: string): DataSourceOptions {
  if (url.startsWith(SQLITE)) return { type: 'sqlite', database: url.slice(SQLITE.length) };
  if (url.startsWith('postgres')) return { type: 'postgres', url, parseInt8: true };
  return { type: 'mysql', url, bigNumberStrings: false };
}
